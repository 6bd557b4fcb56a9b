using System.Globalization;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Judgements that many cases make. Without an answer nothing is judged: the outcome is unknown.</summary>
internal sealed partial class TusCase
{
    private static readonly string[] Pages = ["text/html", "application/json"];

    public bool Status(string subject, Exchange exchange, IReadOnlyList<int> accepted, params IReadOnlyList<string> requirements)
    {
        var expected = string.Join(" or ", accepted);
        return Checks.Answered(subject, expected, exchange, requirements)
            && Checks.Judge($"Status of {subject}", expected, exchange, accepted.Contains(exchange.Status!.Value), requirements);
    }

    /// <summary>Judges that a request was refused with a 4xx, whichever.</summary>
    public bool Refused(string subject, Exchange exchange, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, "a 4xx status", exchange, requirements)
        && Checks.Judge($"Status of {subject}", "a 4xx status", exchange, exchange.IsClientError, requirements);

    public bool Field(string subject, Exchange exchange, string field, string expected, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, expected, exchange, requirements)
        && Checks.Judge($"{field} of {subject}", Quoted(expected), Quoted(exchange[field]), exchange[field] == expected, requirements);

    public bool Field(string subject, Exchange exchange, string field, long expected, params IReadOnlyList<string> requirements) =>
        Field(subject, exchange, field, expected.ToString(CultureInfo.InvariantCulture), requirements);

    public bool Absent(string subject, Exchange exchange, string field, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, $"no {field}", exchange, requirements)
        && Checks.Judge($"{field} of {subject}", "absent", Quoted(exchange[field]), exchange[field] is null, requirements);

    /// <summary>Judges what HEAD says the offset is.</summary>
    public async Task<bool> OffsetIsAsync(string when, TusUpload upload, long expected, params IReadOnlyList<string> requirements)
    {
        var head = await HeadWhenFreeAsync(upload.Url);
        return Field($"HEAD {when}", head, "Upload-Offset", expected, requirements);
    }

    /// <summary>Judges the stored bytes, where the target lets them be read (GET is a convention, not a part of tus).</summary>
    public async Task ContentIsAsync(TusUpload upload, params IReadOnlyList<string> requirements)
    {
        if (await ReadBackAsync(upload, requirements) is { } stored)
        {
            var same = stored.Span.SequenceEqual(upload.Content);
            Checks.Judge("Content of the finished upload", $"{upload.Length} bytes as sent", same ? $"{upload.Length} bytes as sent" : Difference(upload.Content, stored.Span), same, requirements);
        }
    }

    /// <summary>The stored bytes, or <see langword="null"/> where the target does not let them be read.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadBackAsync(TusUpload upload, params IReadOnlyList<string> requirements)
    {
        var got = await SendAsync(Request("GET", upload.Url), upload.Url);

        // No case names a file type, so a page or a JSON text is about the upload and not the upload.
        var isAbout = Pages.Any(type => got["Content-Type"]?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true);
        if (got.Status == 200 && got.Response is { Complete: true } response && !isAbout)
        {
            return response.Body;
        }

        return context.FoundContent(upload.Url, upload.Length, $"GET was answered with {got.Outcome}{(isAbout ? $" of type {Quoted(got["Content-Type"])}" : "")}", requirements);
    }

    /// <summary>Whether the server ended a kept connection instead of answering, which it may at any time (RFC 9112, 9.5).</summary>
    public static bool IsGone(Exchange exchange) => exchange is { Response: null, End: WireEnd.Closed or WireEnd.Reset };

    public static string Quoted(string? value) => value is null ? "absent" : $"'{value}'";

    private static string Difference(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        var same = expected.CommonPrefixLength(actual);
        return $"{actual.Length} bytes, the first {same} of them as sent";
    }
}
