namespace Holdfast.Cli;

internal static class CancellationTokenExtensions
{
    /// <summary>Completes when the token is cancelled.</summary>
    public static async Task WhenCancelled(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (token.Register(cancelled.SetResult))
        {
            await cancelled.Task;
        }
    }
}
