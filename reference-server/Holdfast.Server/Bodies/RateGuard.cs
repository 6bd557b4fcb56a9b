using System.IO.Pipelines;
using Holdfast.Server.Refusals;

namespace Holdfast.Server.Bodies;

/// <summary>Cuts a body that is slower than a minimum rate, averaged over a window.</summary>
internal sealed class RateGuard : IDisposable
{
    // Kestrel's own grace period: long enough for a lost packet's retransmissions.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    private readonly ArrivingBody _body;
    private readonly long _leastPerWindow;
    private readonly ITimer _timer;
    private long _takenInWindow;

    public RateGuard(ArrivingBody body, long bytesPerSecond, TimeProvider timeProvider)
    {
        _body = body;
        _leastPerWindow = bytesPerSecond * (long)Window.TotalSeconds;
        _timer = timeProvider.CreateTimer(static state => ((RateGuard)state!).Look(), this, Window, Window);
    }

    public PipeReader Watch(PipeReader reader) => new CountingReader(reader, count => Interlocked.Add(ref _takenInWindow, count));

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _takenInWindow, 0) < _leastPerWindow)
        {
            _body.Stop(RefusalKind.TooSlow);
        }
    }
}
