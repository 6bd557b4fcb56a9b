using Holdfast.Client;
using Spectre.Console;

namespace Holdfast.Cli.Upload;

/// <summary>Shows an upload on a terminal: a bar, the share, the speed, the time that is left, and retries.</summary>
internal sealed class TransferBar(ProgressTask task, string name) : IProgress<UploadProgress>
{
    public static Task<UploadResult> ShowAsync(
        IAnsiConsole console, string name, Func<IProgress<UploadProgress>, Task<UploadResult>> upload) => console.Progress()
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new TransferSpeedColumn(), new RemainingTimeColumn())
        .StartAsync(context => upload(new TransferBar(context.AddTask(Markup.Escape(name)), name)));

    public void Report(UploadProgress value)
    {
        task.MaxValue = value.Length ?? task.MaxValue;
        task.Value = value.BytesSent;
        var doing = value.State switch
        {
            UploadState.Waiting => $": {TransferWords.NextAttempt(value)}",
            UploadState.Completing => ": waiting for the server",
            _ => "",
        };
        task.Description = Markup.Escape($"{name}{TransferWords.Retries(value.Retries)}{doing}");
    }
}
