using System.Globalization;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Judgements that many cases make. Without an answer nothing is judged: the outcome is unknown.</summary>
internal sealed partial class TusCase
{
    public bool Field(string subject, Exchange exchange, string field, string expected, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, expected, exchange, requirements)
        && Checks.Judge($"{field} of {subject}", Quoted(expected), Quoted(exchange[field]), exchange[field] == expected, requirements);

    public bool Field(string subject, Exchange exchange, string field, long expected, params IReadOnlyList<string> requirements) =>
        Field(subject, exchange, field, expected.ToString(CultureInfo.InvariantCulture), requirements);

    public bool Absent(string subject, Exchange exchange, string field, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, $"no {field}", exchange, requirements)
        && Checks.Judge($"{field} of {subject}", "absent", Quoted(exchange[field]), exchange[field] is null, requirements);

    public override async Task<bool> OffsetIsAsync(string when, Upload upload, long expected, params IReadOnlyList<string> requirements)
    {
        var head = await HeadWhenFreeAsync(upload.Url);
        return Field($"HEAD {when}", head, "Upload-Offset", expected, requirements);
    }

    /// <summary>Judges the stored bytes, where the target lets them be read (GET is a convention, not a part of tus).</summary>
    public Task ContentIsAsync(Upload upload, params IReadOnlyList<string> requirements) => ContentIsAsync(upload, null, requirements);

    /// <summary>The stored bytes, or <see langword="null"/> where the target does not let them be read.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadBackAsync(Upload upload, params IReadOnlyList<string> requirements) =>
        ReadBackAsync(upload, null, requirements);

    /// <summary>
    /// Judges the status of a success, and returns whether the response is one: a client continues after any success, and only then.
    /// </summary>
    public bool Succeeded(string subject, Exchange answer, IReadOnlyList<int> accepted, params IReadOnlyList<string> requirements)
    {
        Status(subject, answer, accepted, requirements);
        return answer.IsSuccess;
    }

    /// <summary>Whether the server ended a kept connection instead of answering, which it may at any time (RFC 9112, 9.5).</summary>
    public static bool IsGone(Exchange exchange) => exchange is { Response: null, End: WireEnd.Closed or WireEnd.Reset };
}
