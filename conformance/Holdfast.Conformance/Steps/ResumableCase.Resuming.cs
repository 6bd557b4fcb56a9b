using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>A correct client's resumption: it retrieves the offset, waits while the server is busy, and continues.</summary>
internal abstract partial class ResumableCase
{
    /// <summary>HEAD, repeated for a moment while the server reports that the previous request is still running.</summary>
    public Task<Exchange> HeadWhenFreeAsync(WireUrl url) => HeadWhenFreeAsync(url, Settling);

    /// <summary>The offset that HEAD reports; HEAD is repeated while the server is busy.</summary>
    public async Task<long> OffsetAsync(Upload upload, ILink? link = null)
    {
        const string Expected = "success with an Upload-Offset";
        var requirements = Protocol.Requirements(Promise.GivesOffset);
        var head = await HeadWhenFreeAsync(upload.Url, BusyPatience, link, BusyPatience);
        return head.IsSuccess && Protocol.Offset(head) is { } offset ? offset
            : IsBusy(head) ? throw StaysBusy("HEAD of the upload", Expected, head, requirements)
            : throw Broken("HEAD of the upload", head, Expected, requirements);
    }

    /// <summary>The offset, once it is as hoped for or the server has had its time.</summary>
    public Task<long> SettledOffsetAsync(Upload upload, long hoped) => SettledOffsetAsync(upload, offset => offset == hoped);

    /// <summary>The offset, once it is as hoped for or the server has had its time.</summary>
    public async Task<long> SettledOffsetAsync(Upload upload, Func<long, bool> hoped)
    {
        var start = context.Clock.Elapsed;
        var offset = await OffsetAsync(upload);
        while (!hoped(offset) && context.Clock.Elapsed - start < Settling)
        {
            await PauseAsync();
            offset = await OffsetAsync(upload);
        }

        return offset;
    }

    /// <summary>
    /// Resumes the upload as a correct client does: HEAD, then an append at the reported offset, repeated when the server answers 409 or is
    /// busy. Returns the last response.
    /// </summary>
    /// <param name="upload">The upload.</param>
    /// <param name="until">Where to stop; by default at its end.</param>
    public async Task<Exchange?> ResumeAsync(Upload upload, int? until = null)
    {
        var start = context.Clock.Elapsed;
        var end = until ?? upload.Length;
        var endsByRequest = Protocol.EndsByRequest && end == upload.Length;
        var (last, from) = ((Exchange?)null, -1L);
        while (true)
        {
            var offset = await OffsetAsync(upload);

            // A server may accept the content in parts, but one that acknowledges bytes and does not store them would continue for ever.
            if (offset > end || (offset == end && !endsByRequest) || (last is not null && offset <= from))
            {
                IReadOnlyList<string> requirements =
                    [.. Protocol.Requirements(Promise.Whole).Union(Protocol.Requirements(Promise.Resumes))];
                Checks.Judge("Offset of the resumed upload", $"{end}", $"{offset}", offset == end, requirements);
                return last;
            }

            var answer = await SendAsync(Append(upload, offset, end - (int)offset), upload.Url);
            if (!answer.IsSuccess)
            {
                await WaitWhileBusyAsync($"Append at offset {offset} to resume", answer, start);
                continue;
            }

            Judge(Promise.Resumes, "The append that resumes", "a 2xx status", answer, holds: true);
            (last, from) = (answer, offset);
            if (endsByRequest)
            {
                return last;
            }
        }
    }

    /// <summary>Finishes the upload and judges that it is whole.</summary>
    public async Task FinishAsync(Upload upload) => await ContentIsAsync(Promise.Whole, upload, await ResumeAsync(upload));

    /// <summary>Judges the state of an upload whose transfer was cut. Returns the offset.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="acknowledged">The offset that the server had acknowledged before; the offset must not fall below it.</param>
    /// <param name="arrived">The offset if the server kept everything that reached it.</param>
    public async Task<long> KeptAsync(Upload upload, long acknowledged, long arrived)
    {
        var offset = await SettledOffsetAsync(upload, arrived);
        Within("after the cut", offset, acknowledged, arrived);
        if (arrived > acknowledged)
        {
            var kept = $"{offset - acknowledged} of {arrived - acknowledged}";
            Judge(Promise.KeepsPart, "Stored bytes of the broken transfer", "more than 0", kept, offset > acknowledged);
            Observe(Promise.KeepsAll, "Share of the arrived bytes that was stored", kept);
        }

        return offset;
    }

    /// <summary>Whether the server asks for a retry: most answer 423; 429 and 503 mean it by HTTP itself.</summary>
    public static bool IsBusy(Exchange answer) => answer.Is(423, 429, 503);

    protected async Task<Exchange> HeadWhenFreeAsync(WireUrl url, TimeSpan busy, ILink? link = null, TimeSpan? patience = null)
    {
        var start = context.Clock.Elapsed;
        var head = await SendAsync(Protocol.Request("HEAD", url), url, link, patience);
        while (IsBusy(head) && context.Clock.Elapsed - start < busy)
        {
            await PauseAsync();
            head = await SendAsync(Protocol.Request("HEAD", url), url, link, patience);
        }

        return head;
    }

    // Some hosted servers say 409 while a request before is not quite over.
    private async Task WaitWhileBusyAsync(string step, Exchange answer, TimeSpan since)
    {
        const string Expected = "a 2xx status";
        if (!IsBusy(answer) && answer.Status != 409)
        {
            throw Broken(step, answer, Expected, Protocol.Requirements(Promise.Resumes));
        }

        if (context.Clock.Elapsed - since > BusyPatience)
        {
            throw StaysBusy(step, Expected, answer, Protocol.Requirements(Promise.Resumes));
        }

        await PauseAsync();
    }

    // By then only this server still handles the old request.
    private CaseStoppedException StaysBusy(string step, string expected, Exchange answer, IReadOnlyList<string> requirements)
    {
        Checks.Judge(step, $"{expected} within {BusyPatience.TotalSeconds:0} s", answer, $"still {answer.Outcome}", holds: false,
            requirements);
        return CaseStoppedException.Judged($"The upload stayed busy for {BusyPatience.TotalSeconds:0} s, so the case cannot continue.");
    }
}
