using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Samples;

/// <summary>A run in which every text that a file can carry is hostile.</summary>
internal static class HostileRun
{
    private const string Text = SampleCases.Hostile;

    public static CaseRecord Case => new()
    {
        Id = Text,
        Title = Text,
        Verdict = Verdict.Fail,
        Reason = Text,
        DurationMs = 1,
        Does = Text,
        Must = Text,
        Why = Text,
        Requirements =
            [new(Text, Text, Text, Text, "javascript:alert(1)"), new(Text, Text, Text, Text, "https://example.com/\"onclick=alert(1)")],
        Checks = [.. Enum.GetValues<Verdict>().Select(verdict =>
            new CheckRecord { Verdict = verdict, Subject = Text, Expected = Text, Actual = Text, Requirements = [Text] })],
        Axes = new Dictionary<string, string> { [Text] = Text },
        Evidence = new EvidenceRecord
        {
            Wire = [.. new[] { "connect", "head", "interim", "body", "trailer", "close", "reset", "note", Text }.SelectMany(kind =>
                Enum.GetValues<WireDirection>().Select(direction =>
                    new WireEntry
                    {
                        AtMs = 1, Connection = 1, Direction = direction, Kind = kind, Text = Text + "\r\n" + Text, Bytes = 9999,
                    }))],
            History = [Operation(1, Text), Operation(2, $"{Text}2")],
            Faults = [new FaultEntry { AtMs = 0.5, Connection = 1, Fault = Text, Stream = Text, Byte = 3, Detail = Text }],
        },
        Unannounced = [Text],
        LeftBehind = [Text],
        Beyond = [Text],
        Baseline = new BaselineRecord { Line = 1, Reason = Text, Known = [Text], New = [Text], Stale = [Text] },
        Measurements = [new(Text, 1, Text)],
    };

    /// <summary>One case for each verdict, two with the same id, and hostile paths.</summary>
    public static ResultsDocument Document { get; } = new(
        new RunRecord
        {
            Tool = Text,
            Subject = new SubjectRecord(Text, SubjectKind.Client, Text, Text),
            Selection = new SelectionRecord { Protocol = Text, Only = [Text], Except = [Text] },
            Seed = ulong.MaxValue,
            Started = new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero),
            Command = Text,
            Marker = Text,
            Requirements = Text,
            Limits = [Text],
            Capabilities = [new Fact(Text, Text)],
        },
        [
            .. Enum.GetValues<Verdict>().Select(verdict => Case with { Id = $"tus/{Text}/{verdict}", Verdict = verdict }),
            Case with { Id = "known", Baseline = Case.Baseline! with { New = [] } },
            Case with { Id = "same" },
            Case with { Id = "same" },
            Case with { Id = "same~2" },
            Case with { Id = "" },
            Case with { Id = new string('/', 1000) },
        ],
        new SummaryRecord { Fail = 12, Pass = 1, Warn = 1, Observe = 1, Inconclusive = 1, Harness = 1, Unsupported = 1, KnownFail =
            1, Stale = 1, UploadsWanted = Text, Withheld = [Text] });

    private static HistoryEntry Operation(int number, string upload) => new()
    {
        Number = number, Connection = 1, Kind = OperationKind.Append, Method = Text, Upload = upload, AtMs = number, EndMs = number + 1,
        Outcome = OperationOutcome.Ok, Offset = 0, Bytes = 5, Sent = 5, Status = 200,
    };
}
