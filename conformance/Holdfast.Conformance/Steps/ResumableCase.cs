using System.Globalization;
using System.Text;
using Holdfast.Chaos;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Links;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Steps;

/// <summary>
/// The steps of every case: the actions of a client of either protocol, over a network that works or breaks. Every request goes out on a
/// connection of its own, so that no answer depends on the one before.
/// </summary>
internal abstract partial class ResumableCase(ServerCaseContext context)
{
    /// <summary>
    /// How long an upload may stay busy after its transfer broke off, and how long a newcomer may have to wait for a silent holder: real
    /// servers take up to 20 s (tusd's lock timeout), and past 30 s we call it lost.
    /// </summary>
    public static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a response before the server is assumed to wait for more data.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time that a server has to store the bytes that it has received, before the stored bytes are judged. A store behind a network may
    /// need a moment; no specification names a time, so this is ours.
    /// </summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>The shortest retry delay of real clients (tus-js-client).</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public ServerCaseContext Context => context;

    public abstract IResumableProtocol Protocol { get; }

    public CheckList Checks => context.Checks;

    public TimeSpan Patience => context.Target.Patience;

    public CancellationToken Cancellation => context.CancellationToken;

    /// <summary>The URL at which uploads are created.</summary>
    public WireUrl Endpoint { get; } = WireUrl.Of(context.Target.Url);

    /// <summary>
    /// The smallest length from <paramref name="bytes"/> on that content before the last may have: as many, unless the target has a rule
    /// for the length of chunks (<see cref="Targets.ChunkRule"/>).
    /// </summary>
    public int Chunk(int bytes) => context.Target.Chunks.AtLeast(bytes);

    /// <summary>Fresh content of that many bytes: letters, so that a wire log can be read.</summary>
    public byte[] Content(int length) => Context.Content(length);

    /// <summary>An upload without any bytes yet, which must be given.</summary>
    public abstract Task<Upload> NewAsync(int length);

    /// <summary>An upload whose first bytes are acknowledged. Returns their number.</summary>
    /// <param name="more">How many bytes come after them.</param>
    public async Task<(Upload Upload, int Acknowledged)> BegunAsync(int more)
    {
        var first = Chunk(100);
        var upload = await NewAsync(first + more);
        await AppendedAsync(upload, 0, first);
        return (upload, first);
    }

    /// <summary>An append of the upload's own bytes; it completes the upload when it reaches the upload's length.</summary>
    public WireRequest Append(Upload upload, long offset, int count) => Append(upload, offset, upload.From(offset, count));

    public WireRequest Append(Upload upload, long offset, ReadOnlyMemory<byte> content) =>
        Protocol.Append(
            upload.Url, offset.ToString(CultureInfo.InvariantCulture), content, isLast: offset + content.Length >= upload.Length);

    public WireRequest Head(Upload upload) => Protocol.Request("HEAD", upload.Url);

    public WireRequest Delete(Upload upload) => Protocol.Request("DELETE", upload.Url);

    /// <summary>Sends a request on a new connection.</summary>
    public Task<Exchange> SendAsync(WireRequest request, WireUrl url, ILink? link = null, TimeSpan? patience = null) =>
        context.ExchangeAsync(request, url, link, patience);

    /// <summary>Sends one request on a connection that is kept for others.</summary>
    public Task<Exchange> SendAsync(WireRequest request, WireConnection connection) =>
        connection.ExchangeAsync(request, Patience, Cancellation);

    /// <summary>Appends the upload's next bytes, which must be accepted.</summary>
    public async Task<Exchange> AppendedAsync(Upload upload, long offset, int count)
    {
        var answer = await SendAsync(Append(upload, offset, count), upload.Url);
        return answer.IsSuccess ? answer
            : throw Broken($"Append of {count} bytes at offset {offset}", answer, "a 2xx status", Protocol.Requirements(Promise.Resumes));
    }

    /// <summary>A separate link to the origin of the upload, to which faults can be added.</summary>
    public Task<ILink> NewLinkAsync(Upload upload) => context.NewLinkAsync(upload.Url);

    /// <summary>A link that parses the traffic that it forwards, as an HTTP proxy does.</summary>
    /// <exception cref="CaseStoppedException">The proxy cannot do it: a Toxiproxy does not parse HTTP, and TLS hides it.</exception>
    public async Task<ILink> NewIntermediaryAsync(WireUrl url, HttpToxic toxic)
    {
        var link = await context.NewLinkAsync(url);
        if (!link.IsTransparent)
        {
            throw CaseStoppedException.Unsupported("The fault proxy does not parse HTTP, so it cannot act as an intermediary.");
        }

        if (url.Scheme == "https")
        {
            throw CaseStoppedException.Unsupported("TLS hides the requests from the fault proxy, so it cannot be an intermediary.");
        }

        await link.AddAsync(toxic, Cancellation);
        return link;
    }

    /// <summary>Sends a request's head and the first <paramref name="count"/> bytes of its body, and leaves it there.</summary>
    public async Task SendPartAsync(WireConnection connection, WireRequest request, int count)
    {
        if (await connection.SendHeadAsync(request, Cancellation))
        {
            await connection.SendAsync(request.FramedBody().AsMemory(0, count), "body", Cancellation);
        }
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

        // Under TLS the proxy counts encrypted records, so the cut happens after the bytes were sent.
        await using var connection = await context.ConnectAsync(url, link);
        await SendPartAsync(connection, request, arrives);
        await LetArriveAsync(url, link);
        await link.AddAsync(Toxic.LimitData(0) with { Stream = ToxicStream.Upstream }, Cancellation);
        await connection.SendAsync(request.Body[arrives..], "body", Cancellation);
        return await connection.ReadAsync(request.Method, Patience, Cancellation);
    }

    /// <summary>Sends a complete request over a link that drops the response. Returns the connection, which stays open.</summary>
    public async Task<WireConnection> SendUnansweredAsync(WireRequest request, WireUrl url)
    {
        var link = await context.NewLinkAsync(url);
        var connection = await context.ConnectAsync(url, link);

        // Added after the connection is established, because a TLS handshake needs responses.
        var swallow = Toxic.Timeout();
        await link.AddAsync(swallow, Cancellation);
        if (await connection.SendHeadAsync(request, Cancellation) && await connection.SendBodyAsync(request, Cancellation))
        {
            await SwallowedAsync(url, link, swallow);
        }

        return connection;
    }

    /// <summary>
    /// Waits until a link has dropped the response to a request, which proves that the complete request arrived. Under TLS the server's
    /// session tickets are dropped, too, and in the draft interim responses; neither can be distinguished from the final response, so
    /// the request is given time instead.
    /// </summary>
    public async Task SwallowedAsync(WireUrl url, ILink link, Toxic swallow)
    {
        await link.StruckAsync(swallow.Type, Patience, Cancellation);
        if (url.Scheme == "https" || Protocol.SendsInterimResponses)
        {
            await LetArriveAsync(url);
        }
    }

    /// <summary>
    /// Lets bytes in flight arrive before a later request overtakes them. The client cannot observe that the server has read them; but a
    /// server that has answered a later request has had the time to do so, however busy its machine is. Where a lock and a store are behind
    /// a network, it begins an append only when they have answered: it gets twice the time of the longest answer so far, which is that of
    /// the creation as a rule.
    /// </summary>
    /// <param name="url">The target of the request that is answered.</param>
    /// <param name="link">The link of the bytes, if it has its own proxy: later requests must not overtake them there.</param>
    public async Task LetArriveAsync(WireUrl url, ILink? link = null)
    {
        await PauseAsync(TimeSpan.FromTicks(Math.Clamp(2 * context.LongestAnswer.Ticks, Pause.Ticks, Moment.Ticks)));
        await SendAsync(Protocol.Probe(url), url, link);
    }

    public Task LetArriveAsync(Upload upload, ILink? link = null) => LetArriveAsync(upload.Url, link);

    public Task LetArriveAsync() => LetArriveAsync(Endpoint);

    /// <summary>Waits for a moment while the server is busy; the case's time limit bounds any loop around it.</summary>
    public Task PauseAsync() => PauseAsync(Pause);

    public Task PauseAsync(TimeSpan duration) => Task.Delay(duration, context.Clock.Time, Cancellation);

    /// <summary>A request in its form on the wire, which a case can then alter; characters are bytes (ISO 8859-1).</summary>
    public static string Text(WireRequest request) => Encoding.Latin1.GetString([.. request.Head(), .. request.FramedBody()]);

    /// <summary>
    /// Sends bytes unchanged on a new connection. Half-closes the connection only if the server still waits for more, because some servers
    /// take a half-close for an abort.
    /// </summary>
    public async Task<Exchange> SendRawAsync(string method, WireUrl url, string bytes)
    {
        await using var connection = await context.ConnectAsync(url);
        await connection.SendAsync(Encoding.Latin1.GetBytes(bytes), "head", Cancellation);
        var exchange = await connection.ReadAsync(method, Moment, Cancellation);
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            connection.HalfClose();
            exchange = await connection.ReadAsync(method, Patience, Cancellation);
        }

        Remember(exchange);
        return exchange;
    }
}
