using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience;

/// <summary>Judgements that many scenarios make.</summary>
internal sealed partial class ResumableCase
{
    private static readonly string[] Pages = ["text/html", "application/json", "application/problem+json"];

    public bool Judge(Promise promise, string subject, string expected, string actual, bool holds) =>
        Context.Checks.Judge(subject, expected, actual, holds, protocol.Requirements(promise));

    /// <summary>Judges an answer, or that none came.</summary>
    public bool Judge(Promise promise, string subject, string expected, Exchange answer, bool holds) =>
        Context.Checks.Judge(subject, expected, answer, holds, protocol.Requirements(promise));

    /// <summary>Records a fact that says something about a promise.</summary>
    public void Observe(Promise promise, string subject, string actual) => Context.Checks.Observe(subject, actual, protocol.Requirements(promise));

    /// <summary>Judges an answer, or says that there is none to judge.</summary>
    public bool Answered(Promise promise, string subject, string expected, Exchange answer, Func<Exchange, bool> holds) =>
        Context.Checks.Answered(subject, expected, answer, protocol.Requirements(promise)) && Judge(promise, $"Response to {subject}", expected, answer, holds(answer));

    /// <summary>Judges an offset between what was acknowledged and what arrived.</summary>
    public void Within(string when, long offset, long acknowledged, long arrived)
    {
        Judge(Promise.KeepsAcknowledged, $"Offset {when}", $"at least {acknowledged}, the acknowledged offset", $"{offset}", offset >= acknowledged);
        Judge(Promise.CountsNoMore, $"Offset {when}", $"at most {arrived}, the number of bytes sent", $"{offset}", offset <= arrived);
    }

    /// <summary>Judges what is left of a transfer that broke off. Gives the offset.</summary>
    public async Task<long> KeptAsync(Upload upload, long acknowledged, long arrived)
    {
        var offset = await SettledOffsetAsync(upload, arrived);
        Within("after the cut", offset, acknowledged, arrived);
        if (arrived > acknowledged)
        {
            Judge(Promise.KeepsPart, "Stored bytes of the broken transfer", "more than 0", $"{offset - acknowledged} of {arrived - acknowledged}", offset > acknowledged);
        }

        return offset;
    }

    /// <summary>Finishes the upload and judges that it is whole.</summary>
    public async Task FinishAsync(Upload upload) => await ContentIsAsync(Promise.Whole, upload, await ResumeAsync(upload));

    /// <summary>Judges the stored bytes, where the target lets them be read: no specification says that it must.</summary>
    public async Task ContentIsAsync(Promise promise, Upload upload, Exchange? last)
    {
        if (await ReadBackAsync(promise, upload, last) is { } stored)
        {
            var same = stored.Span.SequenceEqual(upload.Content);
            var actual = same ? $"{upload.Length} bytes as sent" : $"{stored.Length} bytes, of which the first {stored.Span.CommonPrefixLength(upload.Content)} are as sent";
            Judge(promise, "Content of the finished upload", $"{upload.Length} bytes as sent", actual, same);
        }
    }

    /// <summary>The stored bytes, or <see langword="null"/> where the target does not let them be read.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadBackAsync(Promise promise, Upload upload, Exchange? last)
    {
        var (request, url) = protocol.Read(upload, last);
        var got = await SendAsync(request, url);

        // No scenario names a file type, so a page or a JSON text is about the upload and not the upload.
        if (got.Status == 200 && got.Response is { Complete: true } response && !Pages.Any(type => got["Content-Type"]?.StartsWith(type, StringComparison.OrdinalIgnoreCase) == true))
        {
            return response.Body;
        }

        Observe(promise, "Content of the finished upload", $"Not observable: GET was answered with {got.Outcome}.");
        return null;
    }

    /// <summary>Judges that an upload that was deleted cannot be asked about any more.</summary>
    public async Task GoneAsync(string when, Upload upload) =>
        Answered(Promise.StaysGone, $"HEAD {when}", "404 or 410", await SendAsync(Head(upload), upload.Url), head => head.Is(404, 410));

    /// <summary>The answer that says that a DELETE was carried out; otherwise the upload is still there.</summary>
    public static bool IsDeleted(Exchange answer) => answer.IsSuccess;
}
