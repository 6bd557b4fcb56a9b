namespace Holdfast.Server;

/// <summary>A store whose uploads can be looked through for those that have expired. It tells <see cref="UploadInfo.LastChanged"/>.</summary>
public interface IExpiringStore : ITerminatingStore
{
    /// <summary>The ids of all uploads; those that come or go meanwhile may be there or not.</summary>
    IAsyncEnumerable<string> ListAsync();
}
