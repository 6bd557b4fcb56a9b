using Holdfast.Server.Bodies;
using Holdfast.Server.Refusals;
using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>Reports at intervals how many bytes of a body have arrived, and lets an observer stop the upload meanwhile.</summary>
internal sealed class BodyProgress : IDisposable
{
    private readonly Lock _gate = new();
    private readonly UploadInfo _upload;
    private readonly ArrivingBody _body;
    private readonly Action<long, Action<UploadAnswer?>> _tell;
    private readonly ITimer _timer;
    private long _told;
    private bool _isOver;

    /// <param name="upload">The upload as it was before the body.</param>
    /// <param name="body">The body.</param>
    /// <param name="interval">The time between two reports. Nothing is reported while no byte arrives.</param>
    /// <param name="timeProvider">The clock of the interval.</param>
    /// <param name="tell">Gets the offset up to which bytes have arrived, and what stops the upload.</param>
    public BodyProgress(
        UploadInfo upload, ArrivingBody body, TimeSpan interval, TimeProvider timeProvider, Action<long, Action<UploadAnswer?>> tell)
    {
        (_upload, _body, _tell) = (upload, body, tell);
        _timer = timeProvider.CreateTimer(static state => ((BodyProgress)state!).Look(), this, interval, interval);
    }

    /// <summary>The additions to the response of an upload that was stopped; null for none.</summary>
    public UploadAnswer? Answer { get; private set; }

    /// <summary>Ends the reports; the upload can't be stopped any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _timer.Dispose();
    }

    private void Look()
    {
        lock (_gate)
        {
            var taken = _body.Taken;
            if (!_isOver && taken > _told)
            {
                _told = taken;
                _tell(_upload.Offset + taken, Stop);
            }
        }
    }

    private void Stop(UploadAnswer? answer)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                (_isOver, Answer) = (true, answer);
                _body.Stop(RefusalKind.Stopped);
            }
        }
    }
}
