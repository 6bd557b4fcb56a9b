using System.Threading.Channels;

namespace Holdfast.Chaos.Connections;

/// <summary>Wakes one waiter; a call that comes before the wait is remembered, several count once.</summary>
internal sealed class Wakeup
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _channel.Writer.TryWrite(true);

    public async ValueTask WaitAsync() => await _channel.Reader.ReadAsync();
}
