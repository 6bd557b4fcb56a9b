using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Cases that are made while a run goes on, each after what the one before came to.</summary>
internal interface ICaseStream
{
    /// <summary>How reports tell what runs, for example <c>random walks of 8 clients for 60 s</c>.</summary>
    string Description { get; }

    /// <summary>Why there is nothing to run, in a sentence; <see langword="null"/> when there is.</summary>
    string? Nothing { get; }

    /// <summary>Runs the cases. Each record is handed on as soon as it is there.</summary>
    Task RunAsync(Func<Case, Task> started, Func<CaseRecord, Task> ended, CancellationToken stop);
}
