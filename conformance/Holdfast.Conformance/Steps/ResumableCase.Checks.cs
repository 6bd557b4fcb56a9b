using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>Judgements that many cases make. Without an answer nothing is judged: the outcome is unknown.</summary>
internal abstract partial class ResumableCase
{
    private static readonly string[] Pages = ["text/html", "application/json", "application/problem+json"];

    /// <summary>Judges by a promise; if the protocol does not make it, the fact is recorded.</summary>
    public bool Judge(Promise promise, string subject, string expected, string actual, bool holds)
    {
        if (Protocol.Requirements(promise) is { Count: > 0 } requirements)
        {
            return Checks.Judge(subject, expected, actual, holds, requirements);
        }

        Checks.Observe(subject, actual);
        return holds;
    }

    /// <summary>Judges a response, or its absence.</summary>
    public bool Judge(Promise promise, string subject, string expected, Exchange answer, bool holds)
    {
        if (Protocol.Requirements(promise) is { Count: > 0 } requirements)
        {
            return Checks.Judge(subject, expected, answer, holds, requirements);
        }

        Checks.Observe(subject, answer.Outcome);
        return holds;
    }

    /// <summary>Records a fact that says something about a promise.</summary>
    public void Observe(Promise promise, string subject, string actual) => Checks.Observe(subject, actual, Protocol.Requirements(promise));

    /// <summary>Judges a response, or records that there is none to judge.</summary>
    public bool Answered(Promise promise, string subject, string expected, Exchange answer, Func<Exchange, bool> holds) =>
        Checks.Answered(subject, expected, answer, Protocol.Requirements(promise))
        && Judge(promise, $"Response to {subject}", expected, answer, holds(answer));

    public bool Status(string subject, Exchange exchange, IReadOnlyList<int> accepted, params IReadOnlyList<string> requirements)
    {
        var expected = string.Join(" or ", accepted);
        return Checks.Answered(subject, expected, exchange, requirements)
            && Checks.Judge($"Status of {subject}", expected, exchange, accepted.Contains(exchange.Status!.Value), requirements);
    }

    /// <summary>Judges that a request was refused with any 4xx.</summary>
    public bool Refused(string subject, Exchange exchange, params IReadOnlyList<string> requirements) =>
        Checks.Answered(subject, "a 4xx status", exchange, requirements)
        && Checks.Judge($"Status of {subject}", "a 4xx status", exchange, exchange.IsClientError, requirements);

    /// <summary>
    /// Judges that a request changed nothing and was refused; with <paramref name="statuses"/>, by one of them. <see langword="false"/>
    /// where either fails: the next request to the same upload would say nothing.
    /// </summary>
    public async Task<bool> UnchangedAsync(
        string subject, Exchange answer, Upload upload, long offset, IReadOnlyList<string> unchanged, IReadOnlyList<string> refused,
        params IReadOnlyList<int> statuses) =>
        await OffsetIsAsync($"after {subject}", upload, offset, unchanged)
        && (statuses.Count == 0 ? Refused(subject, answer, refused) : Status(subject, answer, statuses, refused));

    /// <summary>Judges the offset that HEAD reports.</summary>
    public abstract Task<bool> OffsetIsAsync(string when, Upload upload, long expected, params IReadOnlyList<string> requirements);

    /// <summary>Judges that the upload is not complete. A response that does not say so leaves it open.</summary>
    public async Task<bool> IncompleteAsync(string when, Upload upload, params IReadOnlyList<string> requirements)
    {
        var head = await HeadWhenFreeAsync(upload.Url);
        var says = Protocol.IsComplete(upload, head);
        var actual = says is null ? $"{head.Outcome}, not said" : says.Value ? "complete" : "not complete";
        return Checks.Answered($"HEAD {when}", "an answer", head, requirements)
            && Checks.Judge($"Completeness {when}", "not complete", actual, says != true, requirements);
    }

    /// <summary>Judges that the upload is complete or, if the protocol allows it, removed.</summary>
    public async Task<bool> CompletedAsync(string when, Upload upload, params IReadOnlyList<string> requirements)
    {
        var head = await HeadWhenFreeAsync(upload.Url);
        var says = Protocol.IsComplete(upload, head);
        var expected = Protocol.EndsByRequest ? "complete, or the upload resource is gone" : "complete";
        var holds = head.IsSuccess
            ? (Protocol.EndsByRequest ? says != false : says == true)
            : Protocol.EndsByRequest && Protocol.IsGone(head);
        var actual = $"{head.Outcome}, {(says is null ? "completeness not said" : says.Value ? "complete" : "not complete")}";
        return Checks.Answered($"HEAD {when}", "an answer", head, requirements)
            && Checks.Judge($"Completeness {when}", expected, head, actual, holds, requirements);
    }

    /// <summary>Judges that an offset lies between the acknowledged and the received bytes.</summary>
    public void Within(string when, long offset, long acknowledged, long arrived)
    {
        Judge(
            Promise.KeepsAcknowledged, $"Offset {when}", $"at least {acknowledged}, the acknowledged offset", $"{offset}",
            offset >= acknowledged);
        Judge(Promise.CountsNoMore, $"Offset {when}", $"at most {arrived}, the number of bytes sent", $"{offset}", offset <= arrived);
    }

    /// <summary>Judges the stored bytes by a promise; <paramref name="last"/> is the response that completed the upload.</summary>
    public Task ContentIsAsync(Promise promise, Upload upload, Exchange? last) =>
        ContentIsAsync(upload, ResultOf(last), Protocol.Requirements(promise));

    /// <summary>
    /// Judges the stored bytes, where they can be read: by GET, which no specification demands, or in the store's directory.
    /// </summary>
    /// <param name="upload">The upload.</param>
    /// <param name="result">Where its content is; by default at its own URL.</param>
    /// <param name="requirements">The requirements.</param>
    public async Task ContentIsAsync(Upload upload, WireUrl? result, params IReadOnlyList<string> requirements)
    {
        if (await ReadBackAsync(upload, result, requirements) is { } stored)
        {
            var expected = $"{upload.Length} bytes as sent";
            var actual = stored.Span.SequenceEqual(upload.Content) ? expected
                : $"{stored.Length} bytes, of which the first {stored.Span.CommonPrefixLength(upload.Content)} are as sent";
            Checks.Judge("Content of the finished upload", expected, actual, actual == expected, requirements);
        }
    }

    /// <summary>The stored bytes, or <see langword="null"/> where the target does not let them be read.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadBackAsync(Promise promise, Upload upload, Exchange? last) =>
        ReadBackAsync(upload, ResultOf(last), Protocol.Requirements(promise));

    /// <summary>The stored bytes, or <see langword="null"/> where the target does not let them be read.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadBackAsync(Upload upload, WireUrl? result, params IReadOnlyList<string> requirements)
    {
        var url = result ?? upload.Url;
        var got = await SendAsync(Protocol.Request("GET", url), url);

        // No case names a file type, so a page or a JSON text is about the upload and not the upload.
        var isAbout = Pages.Any(type => got["Content-Type"]?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true);
        if (got.Status == 200 && got.Response is { Complete: true } response && !isAbout)
        {
            return response.Body;
        }

        var type = isAbout ? $" of type {Quoted(got["Content-Type"])}" : "";
        return context.FoundContent(upload.Url, upload.Length, $"GET was answered with {got.Outcome}{type}", requirements);
    }

    /// <summary>Judges that a deleted upload is not found any more.</summary>
    public async Task GoneAsync(string when, Upload upload) =>
        Answered(Promise.StaysGone, $"HEAD {when}", "404 or 410", await SendAsync(Head(upload), upload.Url), head => head.Is(404, 410));

    /// <summary>The answer that says that a DELETE was carried out; otherwise the upload is still there.</summary>
    public static bool IsDeleted(Exchange answer) => answer.IsSuccess;

    public static string Quoted(string? value) => value is null ? "absent" : $"'{value}'";

    /// <summary>Judges a failed step, and returns the exception that ends the case.</summary>
    public CaseStoppedException Broken(string step, Exchange exchange, string expected, params IReadOnlyList<string> requirements)
    {
        var offset = exchange["Upload-Offset"] is { } text ? $", Upload-Offset '{text}'" : "";
        return Checks.Broken(step, expected, exchange, exchange.Outcome + offset, requirements);
    }

    private WireUrl? ResultOf(Exchange? last) => last is null ? null : Protocol.Result(last);
}
