using Holdfast.Client;

namespace Holdfast.Cli.Upload;

/// <summary>Reports an upload to a file or a log: a line for each failed attempt, and none for progress.</summary>
internal sealed class TransferLines(TextWriter output) : IProgress<UploadProgress>
{
    public void Report(UploadProgress value)
    {
        if (value.State == UploadState.Waiting)
        {
            output.WriteLine(TransferWords.Waiting(value));
        }
    }
}
