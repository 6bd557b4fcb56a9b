namespace Holdfast.Reports.Results;

/// <summary>A whole run, as read from <c>results.jsonl</c>.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cases">The cases, in the order in which they ended.</param>
/// <param name="Summary">The counts.</param>
public sealed record ResultsDocument(RunRecord Run, IReadOnlyList<CaseRecord> Cases, SummaryRecord Summary)
{
    /// <summary>The requirements that the cases name.</summary>
    public RequirementsRecord Requirements { get; init; } = RequirementsRecord.None;

    /// <summary>Reads a results file of this schema or of the first one. Record types that are not known are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withEvidence">Whether to read the evidence, which is most of the file. Everything else is read always.</param>
    /// <exception cref="InvalidDataException">The file is not one, or is of another schema; the message names the line.</exception>
    public static ResultsDocument Read(string path, bool withEvidence = true) => new ResultsReader(path, withEvidence).Read();
}
