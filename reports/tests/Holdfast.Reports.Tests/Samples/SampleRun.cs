using Holdfast.Reports.Results;

namespace Holdfast.Reports.Tests.Samples;

/// <summary>A small run as it could have been: every verdict once at least, wire, faults, and one hostile server.</summary>
internal static class SampleRun
{
    public const string Clause = "https://tus.io/protocols/resumable-upload";

    public static ResultsDocument Document { get; } = Of([.. SampleCases.All]);

    public static ResultsDocument Of(IReadOnlyList<CaseRecord> cases, bool interrupted = false) => new(
        new RunRecord
        {
            Tool = "holdfast 0.1.0",
            Subject = new SubjectRecord("http://127.0.0.1:1080/files/"),
            Selection = new SelectionRecord { Protocol = "tus", Except = ["tus/http2/**"] },
            Shard = new ShardRecord(1, 4),
            Catalogue = "0123456789abcdef",
            Seed = 7,
            Started = new DateTimeOffset(2026, 11, 22, 9, 30, 0, TimeSpan.Zero),
            Command = "holdfast check http://127.0.0.1:1080/files/ --protocol tus --header 'Authorization: [redacted]' --seed 7",
            Marker = "5d1f0c9a7be34412",
            Limits = ["Chunks before the last have a multiple of 4096 bytes; cases that need others are unsupported."],
            Selected = 9,
            Known = 57,
            Capabilities =
            [
                new Fact("Tus-Resumable", "1.0.0"),
                new Fact("Tus-Version", "1.0.0,0.2.2"),
                new Fact("Tus-Extension", "creation,creation-with-upload,termination,concatenation"),
                new Fact("Tus-Max-Size", "1073741824"),
            ],
        },
        cases,
        SummaryRecord.Of(cases, 4321.5, interrupted))
    {
        Requirements = RequirementsRecord.Of(cases),
    };
}
