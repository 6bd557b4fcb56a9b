using Polly;
using Polly.Retry;

namespace Holdfast.Client.Uploads;

/// <summary>
/// Takes one upload from its creation to its end: creates it or finds it again, asks for the offset when it is not certain, sends, and
/// begins anew when the server lost it. A failed step is tried again with growing delays (Polly); the count of attempts starts anew when
/// the server has stored more.
/// </summary>
internal sealed class UploadRun
{
    // A server that loses uploads again and again will lose the next one, too.
    private const int MaxRestarts = 2;

    private readonly UploadJob _job;
    private readonly IUploadProtocol _protocol;
    private readonly ResiliencePipeline<Step> _retries;
    private long _storedBefore;
    private int _restarts;

    public UploadRun(UploadJob job, IUploadProtocol protocol)
    {
        _job = job;
        _protocol = protocol;
        var options = job.Options.Retry;
        _retries = new ResiliencePipelineBuilder<Step> { TimeProvider = job.Options.TimeProvider }.AddRetry(new RetryStrategyOptions<Step>
        {
            MaxRetryAttempts = options.MaxAttempts,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.BaseDelay,
            MaxDelay = options.MaxDelay,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is Step.Failed && !HasProgressed),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Result as Step.Failed)?.RetryAfter),
            OnRetry = arguments =>
            {
                job.Meter.Retried(((Step.Failed)arguments.Outcome.Result!).Problem, arguments.RetryDelay);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    /// <summary>Whether the URL is kept when the upload is complete.</summary>
    public bool KeepsUrl { get; init; }

    private bool HasProgressed => _job.Stored > _storedBefore;

    /// <summary>Uploads, and returns the final response; null if it was lost.</summary>
    /// <exception cref="UploadException">The upload failed.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled. The upload can be resumed.</exception>
    public async Task<UploadResponse?> RunAsync(CancellationToken cancellationToken)
    {
        _job.Meter.Report(UploadState.Starting);
        await _job.FindAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            _storedBefore = _job.Stored;
            switch (await _retries.ExecuteAsync(StepAsync, cancellationToken).ConfigureAwait(false))
            {
                case Step.Completed completed:
                    if (!KeepsUrl)
                    {
                        await _job.ForgetAsync(cancellationToken).ConfigureAwait(false);
                    }

                    return completed.Response;
                case Step.Failed failed when HasProgressed:
                    await WaitAsync(failed, cancellationToken).ConfigureAwait(false);
                    break;
                case Step.Failed failed:
                    throw _job.Error(
                        UploadFailure.RetriesExhausted,
                        $"{_job.Options.Retry.MaxAttempts + 1} attempts in a row brought no progress. The last one: {failed.Problem}. "
                            + "Upload again to resume.",
                        failed.Response);
                case Step.Gone gone:
                    Restart(gone);
                    break;
                case Step.Paused:
                    _job.Meter.Report(UploadState.Paused);
                    await _job.Request.Pause!.Resumed.WaitAsync(cancellationToken).ConfigureAwait(false);
                    break;
                case Step.Advanced:
                    break;
            }
        }
    }

    private async ValueTask<Step> StepAsync(CancellationToken cancellationToken)
    {
        var pausing = _job.Request.Pause?.Pausing ?? CancellationToken.None;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, pausing);
        try
        {
            var step = pausing.IsCancellationRequested ? new Step.Paused() : await NextAsync(ending.Token).ConfigureAwait(false);
            if (step is Step.Failed failed)
            {
                _job.LoseOffset();
                Limit(failed);
            }

            return step;
        }
        catch (OperationCanceledException) when (pausing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _job.LoseOffset();
            return new Step.Paused();
        }
    }

    private async Task<Step> NextAsync(CancellationToken cancellationToken)
    {
        if (_job.Url is null)
        {
            return await _protocol.CreateAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_job.Offset is null)
        {
            var found = await _protocol.RetrieveAsync(cancellationToken).ConfigureAwait(false);
            if (found is not Step.Advanced)
            {
                return found;
            }
        }

        return await _protocol.AppendAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Limit(Step.Failed failed)
    {
        if (failed.RetryAfter > _job.Options.Retry.MaxRetryAfter)
        {
            throw _job.Error(
                UploadFailure.RetriesExhausted,
                $"The server asks to wait for {failed.RetryAfter}, which is longer than MaxRetryAfter "
                    + $"('{_job.Options.Retry.MaxRetryAfter}'). Upload again later to resume.",
                failed.Response);
        }
    }

    // The server has stored more since the last failure, so the first delay is enough, unless the server asks for more.
    private async Task WaitAsync(Step.Failed failed, CancellationToken cancellationToken)
    {
        var delay = failed.RetryAfter ?? TimeSpan.Zero;
        _job.Meter.Retried(failed.Problem, delay);
        await Task.Delay(delay, _job.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
    }

    // tus 1.0.0, Expiration: a client should create a new upload when the old one is gone.
    private void Restart(Step.Gone gone)
    {
        if (_job.Request.UploadUrl is not null || _restarts++ == MaxRestarts || _job.Reader.First > 0)
        {
            throw _job.Error(
                UploadFailure.Refused,
                $"{gone.Problem}. It cannot begin anew, because "
                    + (_job.Request.UploadUrl is not null ? "the caller gave its URL."
                        : _job.Reader.First > 0 ? "the stream cannot seek back to its start."
                        : $"it did so {MaxRestarts} times."),
                gone.Response);
        }

        _job.Restart();
    }
}
