using System.Collections.Concurrent;

namespace Holdfast.Client.Tests.Rigs;

/// <summary>Keeps all reports in order, and lets a test act on one.</summary>
internal sealed class ProgressList(Action<UploadProgress>? act = null) : IProgress<UploadProgress>
{
    public ConcurrentQueue<UploadProgress> Reports { get; } = [];

    public void Report(UploadProgress value)
    {
        Reports.Enqueue(value);
        act?.Invoke(value);
    }
}
