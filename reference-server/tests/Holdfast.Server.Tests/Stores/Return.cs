namespace Holdfast.Server.Tests.Stores;

/// <summary>Puts something back.</summary>
internal sealed class Return(Action putBack) : IDisposable
{
    public void Dispose() => putBack();
}
