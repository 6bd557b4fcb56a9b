using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>Steps that must succeed for the case to go on. Each is judged; a case whose step fails ends there.</summary>
internal sealed partial class IetfCase
{
    /// <summary>How long a server may take to put away what it has already received, before what it kept is judged; no draft names a time.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>How long to wait for a response before the server is assumed to wait for more data.</summary>
    public static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>An upload resource of which nothing is known but its content: a creation without any of it.</summary>
    public async Task<IetfUpload> NewAsync(int length, Func<WireRequest, WireRequest>? change = null)
    {
        var create = Create(completes: false);
        var created = await CreateAsync(change is null ? create : change(create));
        return created.IsSuccess && Location(created.Response!.Fields) is { } url
            ? new IetfUpload(url, Content(length))
            : throw Broken("Creating an upload resource", created, "a 2xx status with a Location", Version <= 6 ? "IETF-203" : "IETF-065");
    }

    /// <summary>Appends the upload's next bytes, which must be accepted.</summary>
    public async Task<Exchange> TakenAsync(IetfUpload upload, int offset, int count, bool completes = false)
    {
        var taken = await AppendAsync(upload, offset, completes, upload.From(offset, count));
        return taken.IsSuccess ? taken : throw Broken($"Append of {count} bytes at offset {offset}", taken, "a 2xx status", "IETF-104");
    }

    /// <summary>The offset that a retrieval gives.</summary>
    public async Task<long> OffsetAsync(IetfUpload upload)
    {
        var head = await HeadAsync(upload);
        return head.IsSuccess && Offset(head.Response!.Fields) is { } offset
            ? offset
            : throw Broken("HEAD of the upload", head, "a 2xx status with an Upload-Offset", [.. Binding(head, ["IETF-087"])]);
    }

    /// <summary>The offset, once it is as hoped for or the server has had its time.</summary>
    public async Task<long> SettledOffsetAsync(IetfUpload upload, long hoped)
    {
        var start = context.Clock.Elapsed;
        var offset = await OffsetAsync(upload);
        while (offset != hoped && context.Clock.Elapsed - start < Settling)
        {
            await PauseAsync();
            offset = await OffsetAsync(upload);
        }

        return offset;
    }

    /// <summary>Goes on where the server is and finishes the upload; its content is judged. Gives the last answer.</summary>
    public async Task<Exchange> FinishAsync(IetfUpload upload, params IReadOnlyList<string> requirements)
    {
        var offset = await OffsetAsync(upload);
        var finished = await AppendAsync(upload, offset, completes: true, offset <= upload.Length ? upload.From(offset) : default);
        Success($"the last append at offset {offset}", finished, requirements);
        if (finished.IsSuccess)
        {
            await ContentIsAsync(upload, Location(finished.Response!.Fields), requirements);
        }

        return finished;
    }

    /// <summary>
    /// Judges what is left of an upload whose length was overshot: from version 8 on nothing (draft, Upload Append), before no more than the length.
    /// </summary>
    public async Task OvershotAsync(IetfUpload upload, int length)
    {
        var head = await HeadAsync(upload);
        if (Version >= 8)
        {
            Refused("HEAD after it", head, "IETF-116");
            Refused("an append after it", await AppendAsync(upload, 0, completes: false, upload.From(0, length)), "IETF-116");
        }
        else if (Answered("HEAD after it", "an answer", head, "IETF-116"))
        {
            var offset = Offset(head.Response!.Fields);
            Checks.Judge("Offset after it", $"at most {length}", head, $"{head.Outcome}, {Shown(head.Response.Fields, "Upload-Offset")}", !head.IsSuccess || offset <= length, "IETF-116");
        }
    }

    /// <summary>
    /// Sends a request without reading any response. <see langword="false"/> when the server has not taken it all within the target's
    /// patience.
    /// </summary>
    public async Task<bool> SendUnreadAsync(WireConnection connection, WireRequest request)
    {
        using var impatience = new CancellationTokenSource(Patience, context.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatience.Token, Cancellation);
        try
        {
            return await connection.SendHeadAsync(request, either.Token) && await connection.SendBodyAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Sends a head and the first <paramref name="count"/> bytes of the body, and leaves it there.</summary>
    public async Task SendPartAsync(WireConnection connection, WireRequest request, int count)
    {
        if (await connection.SendHeadAsync(request, Cancellation))
        {
            await connection.SendAsync(request.FramedBody().AsMemory(0, count), "body", Cancellation);
        }
    }

    /// <summary>Sends a request whose connection is closed once that many bytes of its body have reached the server.</summary>
    public async Task SendCutAsync(WireRequest request, WireUrl url, int arrives, bool reset = false)
    {
        await using var connection = await context.ConnectAsync(url);
        await SendPartAsync(connection, request, arrives);
        await LetArriveAsync();
        if (reset)
        {
            // The next request must not overtake the reset, or it takes over the upload before the server notices the broken transfer.
            connection.Reset();
            await LetArriveAsync();
        }
    }

    /// <summary>
    /// Begins a creation and waits for its announcement, the body held back after <paramref name="count"/> bytes. Without a 104 the case
    /// has no upload resource to go on with.
    /// </summary>
    public async Task<IetfUpload> AnnouncedAsync(WireConnection connection, WireRequest create, int count)
    {
        await SendPartAsync(connection, create, count);
        var announced = await InterimAsync(connection);
        return announced is not null && Location(announced.Fields) is { } url
            ? new IetfUpload(Remember(url), create.Body.ToArray())
            : throw Unsupported("The target announces no upload resource by a 104.");
    }

    /// <summary>The next 104, after any other interim responses; <see langword="null"/> when none comes.</summary>
    public async Task<WireResponse?> InterimAsync(WireConnection connection)
    {
        // Those that never send one are not waited for each time.
        var patience = context.Capabilities.Draft.SendsInterim ? Patience : Moment;
        WireResponse? interim;
        do
        {
            interim = await connection.ReadInterimAsync(patience, Cancellation);
        }
        while (interim is { Status: not 104 });

        if (interim is not null)
        {
            context.Lifetimes.Told(Location(interim.Fields)?.Target, interim);
        }

        return interim;
    }

    /// <summary>
    /// Lets bytes in flight arrive. The client cannot observe that the server has read them; but a server that has answered a later request
    /// has had the time to do so, however busy its machine is.
    /// </summary>
    public async Task LetArriveAsync()
    {
        await PauseAsync();
        await SendAsync(Plain("OPTIONS", Endpoint), Endpoint);
    }

    public Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(100), context.Clock.Time, Cancellation);

    /// <summary>A request as it goes over the wire; characters are bytes (ISO 8859-1), for a case to spoil.</summary>
    public static string Text(WireRequest request) => Encoding.Latin1.GetString([.. request.Head(), .. request.FramedBody()]);

    /// <summary>Sends bytes unchanged. Half-closes the connection only if the server still waits for more.</summary>
    public async Task<Exchange> SendRawAsync(string method, WireUrl url, string octets)
    {
        await using var connection = await context.ConnectAsync(url);
        await connection.SendAsync(Encoding.Latin1.GetBytes(octets), "head", Cancellation);
        var exchange = await connection.ReadAsync(method, Moment, Cancellation);
        if (exchange is { Response: null, End: WireEnd.Open })
        {
            connection.HalfClose();
            exchange = await connection.ReadAsync(method, Patience, Cancellation);
        }

        Remember(exchange);
        return exchange;
    }

    /// <summary>Judges a failed step, and returns the exception that ends the case.</summary>
    public CaseStoppedException Broken(string step, Exchange exchange, string expected, params IReadOnlyList<string> requirements) =>
        Checks.Broken(step, expected, exchange, exchange.Outcome, requirements);
}
