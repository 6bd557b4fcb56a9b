using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Reports.Results;

/// <summary>Reads one results file.</summary>
internal sealed class ResultsReader(string path, bool withEvidence)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly List<CaseRecord> _cases = [];
    private readonly Dictionary<string, int> _lastOf = new(StringComparer.Ordinal);
    private RunRecord? _run;
    private bool _isFirstSchema;
    private RequirementsRecord? _requirements;
    private SummaryRecord? _summary;

    public ResultsDocument Read()
    {
        // The run that writes the file may still be going on.
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            ReadLine(line, number);
        }

        var requirements = _requirements ?? RequirementsRecord.Of(_cases);
        return _run is null
            ? throw new InvalidDataException($"'{path}' has no line of type 'run'. It is not a results file, or it is empty.")
            : new ResultsDocument(_run, [.. _cases.Select(requirements.Complete)], _summary ?? Interrupted())
            {
                Requirements = requirements,
            };
    }

    private SummaryRecord Interrupted() => SummaryRecord.Of(_cases, _cases.Sum(result => result.DurationMs), interrupted: true);

    private void ReadLine(string line, int number)
    {
        try
        {
            Add(Encoding.UTF8.GetBytes(line), number);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            // A text with half a surrogate pair is an InvalidOperationException. The serializer's own words name types of ours.
            var member = exception is JsonException { Path: { Length: > 0 } where }
                ? $"'{where}' is missing or has another form" : "it is no JSON, or of no known type";
            throw new InvalidDataException($"Line {number} of '{path}' is not a result: {member}.", exception);
        }
    }

    private void Add(byte[] line, int number)
    {
        switch (TypeOf(line))
        {
            case "run":
                AddRun(line, number);
                break;
            case "requirements":
                _requirements = Whole(Record<RequirementsRecord>(line));
                break;
            case "case" when _isFirstSchema:
                _cases.Add(FirstSchema.Case(Node(line), withEvidence));
                break;
            case "case":
                var result = Record<CaseRecord>(line);
                _lastOf[result.Id] = _cases.Count;
                _cases.Add(result);
                break;
            case "evidence" when withEvidence:
                var evidence = Record<EvidenceRecord>(line);
                if (_lastOf.TryGetValue(evidence.Case, out var at))
                {
                    _cases[at] = _cases[at] with { Evidence = evidence };
                }

                break;
            case "summary":
                _summary = Record<SummaryRecord>(line);
                break;
        }
    }

    private void AddRun(byte[] line, int number)
    {
        if (_run is not null)
        {
            throw new InvalidDataException(
                $"Line {number} of '{path}' begins a second run, but a results file holds one. Keep one file for each run.");
        }

        var run = Node(line);
        var schema = run["schema"]?.ToString();
        _isFirstSchema = schema == RunRecord.FirstSchema;
        _run = schema switch
        {
            RunRecord.CurrentSchema => Record<RunRecord>(line),
            RunRecord.FirstSchema => FirstSchema.Run(run),
            _ => throw new InvalidDataException(
                $"'{path}' has the schema '{schema}', but this version reads '{RunRecord.FirstSchema}' and '{RunRecord.CurrentSchema}'. "
                    + "Use the version that wrote it."),
        };
    }

    private static T Record<T>(byte[] line)
        where T : ResultRecord => JsonSerializer.Deserialize(line, ResultsJson.Default.ResultRecord) as T ?? throw new JsonException();

    // The serializer refuses null in place of a record's member, and lets it pass as an element of a list.
    private static RequirementsRecord Whole(RequirementsRecord record) =>
        record.Requirements.Any(entry => entry is null || entry.Versions?.Any(version => version is null) == true)
            ? throw new JsonException(null, "$.requirements", null, null)
            : record;

    private static JsonObject Node(byte[] line) => JsonNode.Parse(line, documentOptions: Strict) as JsonObject ?? throw new JsonException();

    // A record type of a later version is ignored. A line without a type is not a record.
    private static string TypeOf(byte[] line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString()!;
            }

            reader.Skip();
        }

        throw new JsonException();
    }
}
