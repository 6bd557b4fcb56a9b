using Holdfast.Server.Hooks.Plugins.Processes;

namespace Holdfast.Server.Hooks.Plugins.Host;

/// <summary>Writes frames one after the other.</summary>
internal sealed class FrameOutput(Stream stream) : IDisposable
{
    private readonly Lock _writing = new();

    public void Write(Frame frame)
    {
        var bytes = frame.ToBytes();
        lock (_writing)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }

    public void Dispose() => stream.Dispose();
}
