using Holdfast.Conformance.Histories;
using Holdfast.Conformance.Histories.Checkers;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Engine;

/// <summary>
/// Judges a case by its history, in addition to its own checks. The invariants have their own requirements, which are not in the case's
/// list; their checks name operations, which distinguishes them from others.
/// </summary>
internal static class HistoryJudge
{
    public static IReadOnlyList<IHistoryChecker> Checkers { get; } =
    [
        new AcknowledgedBytesAreKept(), new OffsetNeverShrinks(), new OffsetWithinSent(), new ReturnedOffsetIsAccepted(),
        new ContentIsAsSent(),
        new OneWriterWins(), new NoByteTwice(), new NothingChangesAfterCompletion(), new DeletedStaysDeleted(),
        new UnrelatedUploadsAreUntouched(),
    ];

    /// <summary>The broken invariants, one violation each for an upload.</summary>
    public static IEnumerable<(IHistoryChecker Checker, UploadHistory Upload, Violation Violation)> Violations(History history) =>
        from checker in Checkers
        from upload in history.Uploads
        let violation = checker.Find(history, upload)
        where violation is not null
        select (checker, upload, violation);

    /// <summary>The invariants that a case's record says were broken.</summary>
    public static IReadOnlyList<string> Broken(CaseRecord result) =>
        [.. result.Checks.Where(check => check.Operations is not null && check.Verdict is Verdict.Fail or Verdict.Warn)
            .Select(check => check.Subject.Split(": ", 2)[^1]).Distinct()];

    public static void Judge(History history, CheckList checks)
    {
        var violations = Violations(history).ToList();
        foreach (var (checker, upload, violation) in violations)
        {
            var operations = violation.Operations.Select(operation => operation.Number).Distinct().Order().ToList();
            checks.JudgeHistory($"Upload {upload.Label}: {checker.Invariant}", violation.Expected, violation.Actual, holds: false,
                operations, checker.Requirements(history.IsDraft));
        }

        var looked = Checkers.Where(checker => history.Uploads.Any(upload => checker.Concerns(history, upload))).ToList();
        if (violations.Count == 0 && looked.Count > 0)
        {
            checks.JudgeHistory(
                "History of the case", $"{string.Join("; ", looked.Select(checker => checker.Invariant))}",
                $"true for {Count(history.Operations.Count, "operation")} on {Count(history.Uploads.Count, "upload")}",
                holds: true, [.. history.Operations.Select(operation => operation.Number)],
                [.. looked.SelectMany(checker => checker.Requirements(history.IsDraft)).Distinct()]);
        }
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
