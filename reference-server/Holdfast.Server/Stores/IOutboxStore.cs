namespace Holdfast.Server.Stores;

/// <summary>
/// A store that keeps the events of its uploads, too, until they are delivered. It also calls <see cref="WriteScope.Creating"/>, and keeps
/// <see cref="UploadInfo.PreFinishFailed"/>.
/// </summary>
public interface IOutboxStore : IUpdatingStore
{
    /// <summary>The events.</summary>
    IOutbox Outbox { get; }
}
