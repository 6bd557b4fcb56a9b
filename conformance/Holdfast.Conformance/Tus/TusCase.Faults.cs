using Holdfast.Chaos;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>What the resilience cases share: judging what a server kept when a transfer broke off.</summary>
internal sealed partial class TusCase
{
    /// <summary>
    /// How long a server may take to put away what it has already received, before what it kept is judged. A store behind a
    /// network may need a moment; no specification names a time, so this is ours.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>How long an upload may stay busy after its transfer broke off; real servers wait up to 20 s for a lock.</summary>
    private static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Judges the offset after a transfer broke off: nothing acknowledged is lost, nothing that never arrived is counted, and
    /// something of what arrived is kept. Gives the offset.
    /// </summary>
    /// <param name="upload">The upload.</param>
    /// <param name="acknowledged">What the server had confirmed before; it must not fall below this.</param>
    /// <param name="arrived">The offset if the server kept everything that reached it.</param>
    public async Task<long> KeptAsync(TusUpload upload, long acknowledged, long arrived)
    {
        var offset = await SettledOffsetAsync(upload, now => now == arrived);
        Checks.Judge("Offset after the cut", $"at least {acknowledged}, the acknowledged offset", $"{offset}", offset >= acknowledged, "TUS-038", "A-28");
        Checks.Judge("Offset after the cut", $"at most {arrived}, the number of bytes sent", $"{offset}", offset <= arrived, "TUS-038");
        Checks.Judge("Stored bytes of the broken transfer", "more than 0", $"{offset - acknowledged} of {arrived - acknowledged}", offset > acknowledged, "TUS-043");
        Checks.Observe("Share of the arrived bytes that was stored", $"{offset - acknowledged} of {arrived - acknowledged}", "TUS-043");
        return offset;
    }

    /// <summary>The offset, once it is as hoped for or the server has had its time.</summary>
    public async Task<long> SettledOffsetAsync(TusUpload upload, Func<long, bool> hoped)
    {
        var start = context.Clock.Elapsed;
        while (true)
        {
            var head = await HeadAsync(upload.Url);
            if (head.IsSuccess && head.Number("Upload-Offset") is { } offset && (hoped(offset) || context.Clock.Elapsed - start > Settling))
            {
                return offset;
            }

            if (IsBusy(head))
            {
                JudgeBusy(head, start);
            }
            else if (!head.IsSuccess || head.Number("Upload-Offset") is null)
            {
                throw Broken("HEAD after the cut", head, "success with an Upload-Offset", "TUS-021", "TUS-040");
            }

            await PauseAsync();
        }
    }

    /// <summary>Finishes the upload over the good link and judges that it is whole.</summary>
    public async Task FinishAsync(TusUpload upload)
    {
        await ResumeAsync(upload);
        await OffsetIsAsync("after resuming", upload, upload.Length, "TUS-038", "TUS-040");
        await ContentIsAsync(upload, "TUS-038", "TUS-040");
    }

    /// <summary>
    /// Sends a request over a link that closes (FIN) once <paramref name="arrives"/> bytes of its body have reached the server.
    /// </summary>
    public async Task<Exchange> SendCutAsync(WireRequest request, WireUrl url, int arrives)
    {
        var link = await context.NewLinkAsync(url);
        if (url.Scheme != "https")
        {
            // The last bytes and the FIN arrive together, as when a link breaks under load.
            await link.AddAsync(Toxic.LimitData(request.Head().Length + arrives) with { Stream = ToxicStream.Upstream }, Cancellation);
            return await SendAsync(request, url, link);
        }

        // Under TLS the proxy counts records, so the cut comes after the bytes have gone out.
        await using var connection = await context.ConnectAsync(url, link);
        await SendPartAsync(connection, request, arrives);
        await LetArriveAsync(url, link);
        await link.AddAsync(Toxic.LimitData(0) with { Stream = ToxicStream.Upstream }, Cancellation);
        await connection.SendAsync(request.Body[arrives..], "body", Cancellation);
        return await connection.ReadAsync(request.Method, Patience, Cancellation);
    }

    /// <summary>Sends a complete request over a link that drops the response, and closes the connection after the response.</summary>
    public async Task SendUnansweredAsync(WireRequest request, WireUrl url)
    {
        var link = await context.NewLinkAsync(url);
        await using var connection = await context.ConnectAsync(url, link);

        // Added after the connection is established, because a TLS handshake needs responses.
        var swallow = Toxic.Timeout();
        await link.AddAsync(swallow, Cancellation);
        if (await connection.SendHeadAsync(request, Cancellation) && await connection.SendBodyAsync(request, Cancellation))
        {
            await link.StruckAsync(swallow.Type, Patience, Cancellation);
        }
    }

    /// <summary>
    /// Lets bytes in flight arrive before a later request overtakes them, as in any transfer that runs for a while before it breaks. The
    /// client cannot observe that the server has read them; but a server that has answered a later request has had the time to do so,
    /// however busy its machine is.
    /// </summary>
    /// <param name="url">The target of the request that is answered.</param>
    /// <param name="link">The link of the bytes, if it has its own proxy: later requests must not overtake them there.</param>
    public async Task LetArriveAsync(WireUrl url, ILink? link = null)
    {
        await PauseAsync();
        var ask = Request("OPTIONS", url);
        await (link is null ? SendAsync(ask, url) : SendAsync(ask, url, link));
    }

    /// <summary>Sends a request's head and the first <paramref name="count"/> bytes of its body, and leaves it there.</summary>
    public async Task SendPartAsync(WireConnection connection, WireRequest request, int count)
    {
        if (await connection.SendHeadAsync(request, Cancellation))
        {
            await connection.SendAsync(request.Body[..count], "body", Cancellation);
        }
    }
}
