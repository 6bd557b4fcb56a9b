using System.Globalization;
using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Resilience;

/// <summary>The vocabulary of the scenarios: what a client of either protocol does when its network breaks.</summary>
internal sealed partial class ResumableCase(IResumableProtocol protocol)
{
    /// <summary>
    /// How long an upload may stay busy after its transfer broke off, and how long who comes may have to wait for a silent holder: real
    /// servers take up to 20 s (tusd's lock timeout), and past 30 s we call it lost.
    /// </summary>
    public static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may take to put away what it has received; no specification names a time, so this is ours.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public IResumableProtocol Protocol => protocol;

    public ServerCaseContext Context => protocol.Context;

    public TimeSpan Patience => Context.Target.Patience;

    public CancellationToken Cancellation => Context.CancellationToken;

    /// <summary>Fresh content of that many bytes: letters, so that a wire log can be read.</summary>
    public byte[] Content(int length)
    {
        var content = new byte[length];
        for (var at = 0; at < length; at++)
        {
            content[at] = (byte)('a' + Context.Random.Next(26));
        }

        return content;
    }

    public int Chunk(int octets) => protocol.Chunk(octets);

    public Task<Upload> NewAsync(int length) => protocol.NewAsync(length);

    /// <summary>An upload of which the first bytes are acknowledged. Gives their number.</summary>
    /// <param name="more">How many bytes come after them.</param>
    public async Task<(Upload Upload, int Acknowledged)> BegunAsync(int more)
    {
        var first = Chunk(100);
        var upload = await NewAsync(first + more);
        await TakenAsync(upload, 0, first);
        return (upload, first);
    }

    public WireRequest Append(Upload upload, long offset, ReadOnlyMemory<byte> octets) =>
        protocol.Append(upload, offset.ToString(CultureInfo.InvariantCulture), octets);

    public WireRequest Append(Upload upload, long offset, int count) => Append(upload, offset, upload.From(offset, count));

    public WireRequest Head(Upload upload) => protocol.Request("HEAD", upload.Url);

    public WireRequest Delete(Upload upload) => protocol.Request("DELETE", upload.Url).With("Content-Length", "0");

    /// <summary>A separate link to the upload's origin, to which the case can add faults.</summary>
    public Task<ILink> NewLinkAsync(Upload upload) => Context.NewLinkAsync(upload.Url);

    /// <summary>A link that reads what it passes on, as a proxy for HTTP does.</summary>
    public async Task<ILink> NewIntermediaryAsync(WireUrl url, HttpToxic toxic)
    {
        var link = await Context.NewLinkAsync(url);
        await Intermediary.BecomeAsync(link, url, toxic, Cancellation);
        return link;
    }

    /// <summary>Sends a request on a new connection.</summary>
    public Task<Exchange> SendAsync(WireRequest request, WireUrl url, ILink? link = null, TimeSpan? patience = null) =>
        Context.ExchangeAsync(request, url, link, patience);

    /// <summary>Appends the upload's next bytes, which must be accepted.</summary>
    public async Task TakenAsync(Upload upload, long offset, int count)
    {
        var taken = await SendAsync(Append(upload, offset, count), upload.Url);
        if (!taken.IsSuccess)
        {
            throw Broken($"Append of {count} bytes at offset {offset}", taken, "a 2xx status");
        }
    }

    /// <summary>Sends a request's head and the first bytes of its body, and leaves it there.</summary>
    public async Task SendPartAsync(WireConnection connection, WireRequest request, int count)
    {
        if (await connection.SendHeadAsync(request, Cancellation))
        {
            await connection.SendAsync(request.Body[..count], "body", Cancellation);
        }
    }

    /// <summary>
    /// Lets bytes in flight arrive before a later request overtakes them. The client cannot observe that the server has read them; but a
    /// server that has answered a later request has had the time to do so, however busy its machine is.
    /// </summary>
    public async Task LetArriveAsync(Upload upload, ILink? link = null)
    {
        await PauseAsync();
        await SendAsync(protocol.Probe(upload.Url), upload.Url, link);
    }

    /// <summary>
    /// Waits until a link has dropped the response to a request, which proves that the complete request arrived. Under TLS the server's
    /// session tickets are dropped, too, and cannot be distinguished, so the request is given time instead.
    /// </summary>
    public async Task SwallowedAsync(Upload upload, ILink link, Toxic swallow)
    {
        await link.StruckAsync(swallow.Type, Patience, Cancellation);
        if (upload.Url.Scheme == "https")
        {
            await LetArriveAsync(upload);
        }
    }

    /// <summary>The rest that the shortest retry delays of real clients leave a busy server.</summary>
    public Task PauseAsync() => PauseAsync(TimeSpan.FromMilliseconds(100));

    public Task PauseAsync(TimeSpan duration) => Task.Delay(duration, Context.Clock.Time, Cancellation);

    /// <summary>The offset that HEAD gives, asked again while the server says that it is busy.</summary>
    public async Task<long> OffsetAsync(Upload upload, ILink? link = null)
    {
        var start = Context.Clock.Elapsed;
        while (true)
        {
            var head = await SendAsync(Head(upload), upload.Url, link, BusyPatience);
            if (head.IsSuccess && protocol.Offset(head) is { } offset)
            {
                return offset;
            }

            await WaitWhileBusyAsync("HEAD of the upload", head, start, "success with an Upload-Offset");
        }
    }

    /// <summary>The offset, once it is as hoped for or the server has had its time.</summary>
    public async Task<long> SettledOffsetAsync(Upload upload, long hoped)
    {
        var start = Context.Clock.Elapsed;
        var offset = await OffsetAsync(upload);
        while (offset != hoped && Context.Clock.Elapsed - start < Settling)
        {
            await PauseAsync();
            offset = await OffsetAsync(upload);
        }

        return offset;
    }

    /// <summary>
    /// Goes on with the upload as a correct client does: HEAD, then an append from there, again when the server says 409 or busy.
    /// Gives the last answer.
    /// </summary>
    /// <param name="upload">The upload.</param>
    /// <param name="until">Where to stop; by default at its end.</param>
    public async Task<Exchange?> ResumeAsync(Upload upload, int? until = null)
    {
        var start = Context.Clock.Elapsed;
        var end = until ?? upload.Length;
        var endsByRequest = protocol.EndsByRequest && end == upload.Length;
        var (last, from) = ((Exchange?)null, -1L);
        while (true)
        {
            var offset = await OffsetAsync(upload);

            // A server may take a part, and then the rest; one that says that it took bytes and has none of them never ends.
            if (offset > end || (offset == end && !endsByRequest) || (last is not null && offset <= from))
            {
                Judge(Promise.Whole, "Offset of the resumed upload", $"{end}", $"{offset}", offset == end);
                return last;
            }

            var answer = await SendAsync(Append(upload, offset, end - (int)offset), upload.Url);
            if (!answer.IsSuccess)
            {
                await WaitWhileBusyAsync($"Append at offset {offset} to resume", answer, start, "a 2xx status", 409);
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

    /// <summary>Whether the server asks for another try: 423 is what most say, 429 and 503 do so by HTTP itself.</summary>
    public static bool IsBusy(Exchange answer) => answer.Is(423, 429, 503);

    private async Task WaitWhileBusyAsync(string step, Exchange answer, TimeSpan since, string expected, int alsoBusy = 423)
    {
        if (!IsBusy(answer) && answer.Status != alsoBusy)
        {
            throw Broken(step, answer, expected);
        }

        if (Context.Clock.Elapsed - since > BusyPatience)
        {
            Context.Checks.Judge(
                step, $"{expected} within {BusyPatience.TotalSeconds:0} s", answer, $"still {answer.Outcome}", holds: false, protocol.Requirements(Promise.Resumes));
            throw CaseStoppedException.Judged($"The upload stayed busy for {BusyPatience.TotalSeconds:0} s, so the case cannot continue.");
        }

        await PauseAsync();
    }

    private CaseStoppedException Broken(string step, Exchange answer, string expected) =>
        Context.Checks.Broken(step, expected, answer, answer.Outcome, protocol.Requirements(Promise.Resumes));
}
