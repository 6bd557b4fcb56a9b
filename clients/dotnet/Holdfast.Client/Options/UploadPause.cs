using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Client;

/// <summary>
/// Pauses a running upload. <see cref="Pause"/> ends the request that is being sent; after <see cref="Resume"/> the client asks the server
/// for the offset and goes on there. An upload that is paused stays resumable if its process ends.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing; uploads use it as long as they like.")]
public sealed class UploadPause
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _pausing = new();
    private TaskCompletionSource? _resumed;

    /// <summary>Whether uploads with this object are paused.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _resumed is not null;
            }
        }
    }

    /// <summary>Is cancelled when uploads are to pause.</summary>
    internal CancellationToken Pausing
    {
        get
        {
            lock (_gate)
            {
                return _pausing.Token;
            }
        }
    }

    /// <summary>Completes when uploads may run.</summary>
    internal Task Resumed
    {
        get
        {
            lock (_gate)
            {
                return _resumed?.Task ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>Pauses; does nothing when paused already.</summary>
    public void Pause()
    {
        CancellationTokenSource pausing;
        lock (_gate)
        {
            _resumed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pausing = _pausing;
        }

        pausing.Cancel();
    }

    /// <summary>Resumes; does nothing when not paused.</summary>
    public void Resume()
    {
        TaskCompletionSource? resumed;
        lock (_gate)
        {
            resumed = _resumed;
            if (resumed is null)
            {
                return;
            }

            _resumed = null;
            _pausing = new CancellationTokenSource();
        }

        resumed.SetResult();
    }
}
