using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>Cases that are created during a run, each depending on the result of the one before.</summary>
internal interface ICaseStream
{
    /// <summary>The name of these cases in reports, for example <c>random walks of 8 clients for 60 s</c>.</summary>
    string Description { get; }

    /// <summary>Why there is nothing to run, in a sentence; <see langword="null"/> when there is.</summary>
    string? Nothing { get; }

    /// <summary>Runs the cases. Each record is handed on as soon as it is there.</summary>
    Task RunAsync(Func<Case, Task> started, Func<CaseRecord, Task> ended, CancellationToken stop);
}
