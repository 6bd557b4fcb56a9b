namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>
/// Checks one invariant of a history. Only the order of operations that do not overlap is certain, and an operation without a response may
/// take effect at any later time: a result that any order explains is no violation.
/// </summary>
internal interface IHistoryChecker
{
    /// <summary>The invariant, as a sentence without its full stop.</summary>
    string Invariant { get; }

    /// <summary>The requirements of tus or of the draft that the invariant follows from.</summary>
    IReadOnlyList<string> Requirements(bool isDraft);

    /// <summary>Whether the history has anything that could break the invariant in an upload.</summary>
    bool Concerns(History history, UploadHistory upload);

    /// <summary>The first thing that breaks it in an upload; <see langword="null"/> when nothing does.</summary>
    Violation? Find(History history, UploadHistory upload);
}
