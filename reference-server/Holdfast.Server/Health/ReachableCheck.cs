using Holdfast.Server.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Holdfast.Server.Health;

/// <summary>Checks whether something that the server depends on can be used, in bounded time.</summary>
internal sealed class ReachableCheck(Func<CancellationToken, ValueTask> demand, TimeSpan timeout, TimeProvider time) : IHealthCheck
{
    private readonly Lock _gate = new();
    private Task _attempt = Task.CompletedTask;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await Attempt().WaitAsync(timeout, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (UploadStoreException unusable)
        {
            // Without the exception: the log has its message as it is, each time that an orchestrator asks.
            return new HealthCheckResult(context.Registration.FailureStatus, unusable.Message);
        }
        catch (Exception exception)
            when (exception is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"There was no answer within '{timeout.TotalSeconds:0.###}' s.");
        }
    }

    // A directory of a network file system that is away blocks a thread for as long as the kernel waits, so no second attempt begins
    // meanwhile, however often somebody asks.
    private Task Attempt()
    {
        lock (_gate)
        {
            return _attempt.IsCompleted ? _attempt = Task.Run(DemandAsync) : _attempt;
        }
    }

    private async Task DemandAsync()
    {
        using var patience = new CancellationTokenSource(timeout, time);
        await demand(patience.Token);
    }
}
