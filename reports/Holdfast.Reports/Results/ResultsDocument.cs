using System.Text.Json;

namespace Holdfast.Reports.Results;

/// <summary>A whole run, as read from <c>results.jsonl</c>.</summary>
/// <param name="Run">What was run.</param>
/// <param name="Cases">The cases, in the order in which they ended.</param>
/// <param name="Summary">The counts.</param>
public sealed record ResultsDocument(RunRecord Run, IReadOnlyList<CaseRecord> Cases, SummaryRecord Summary)
{
    /// <summary>Reads a results file.</summary>
    /// <exception cref="InvalidDataException">The file is not one, or is of another schema; the message names the line.</exception>
    public static ResultsDocument Read(string path)
    {
        RunRecord? run = null;
        SummaryRecord? summary = null;
        var cases = new List<CaseRecord>();
        foreach (var (record, number) in Records(path))
        {
            switch (record)
            {
                case RunRecord { Schema: not RunRecord.CurrentSchema } other:
                    throw new InvalidDataException(
                        $"'{path}' has the schema '{other.Schema}', but this version reads '{RunRecord.CurrentSchema}'. Use the version that wrote it.");
                case RunRecord when run is not null:
                    throw new InvalidDataException(
                        $"Line {number} of '{path}' begins a second run, but a results file holds one. Keep one file for each run.");
                case RunRecord first:
                    run = first;
                    break;
                case CaseRecord result:
                    cases.Add(result);
                    break;
                case SummaryRecord last:
                    summary = last;
                    break;
            }
        }

        return run is null
            ? throw new InvalidDataException($"'{path}' has no line of type 'run'. It is not a results file, or it is empty.")
            : new ResultsDocument(run, cases, summary ?? SummaryRecord.Of(cases, cases.Sum(result => result.DurationMs), interrupted: true));
    }

    private static IEnumerable<(ResultRecord Record, int Number)> Records(string path)
    {
        // The run that writes the file may still be going on.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            yield return (Parse(line, path, number), number);
        }
    }

    private static ResultRecord Parse(string line, string path, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ResultsJson.Default.ResultRecord) ?? throw new JsonException("The line is 'null'.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            // The serializer's own words name types of ours.
            var member = exception is JsonException { Path: { Length: > 0 } where } ? $"'{where}' is missing or has another form" : "it is no JSON, or of no known type";
            throw new InvalidDataException($"Line {number} of '{path}' is not a result: {member}.", exception);
        }
    }
}
