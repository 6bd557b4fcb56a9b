using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>Steps that must succeed before the case can continue. Each is judged; the case ends when a step fails.</summary>
internal sealed partial class IetfCase
{
    public override Task<Upload> NewAsync(int length) => NewAsync(length, create => create);

    /// <summary>An upload resource of which nothing is known but its content: a creation without any of it.</summary>
    public async Task<Upload> NewAsync(int length, Func<WireRequest, WireRequest> change)
    {
        var created = await CreateAsync(change(Create(completes: false)));
        return created.IsSuccess && Location(created.Response!.Fields) is { } url
            ? new Upload(url, Content(length))
            : throw Broken("Creating an upload resource", created, "a 2xx status with a Location", Version <= 6 ? "IETF-203" : "IETF-065");
    }

    /// <summary>Appends the upload's next bytes, which must be accepted.</summary>
    public async Task<Exchange> TakenAsync(Upload upload, int offset, int count, bool completes = false)
    {
        var taken = await AppendAsync(upload, offset, completes, upload.From(offset, count));
        return taken.IsSuccess ? taken : throw Broken($"Append of {count} bytes at offset {offset}", taken, "a 2xx status", "IETF-104");
    }

    /// <summary>Resumes at the server's offset and finishes the upload; its content is judged. Returns the last response.</summary>
    public async Task<Exchange> FinishAsync(Upload upload, string requirement, params IReadOnlyList<string> others)
    {
        IReadOnlyList<string> requirements = [requirement, .. others];
        var offset = await OffsetAsync(upload);
        var finished = await AppendAsync(upload, offset, completes: true, upload.From(offset));
        Success($"the last append at offset {offset}", finished, requirements);
        if (finished.IsSuccess)
        {
            await ContentIsAsync(upload, Location(finished.Response!.Fields), requirements);
        }

        return finished;
    }

    /// <summary>
    /// Judges the state of an upload after content beyond its length: from version 8 on it must be gone (draft, Upload Append), before it
    /// must not be longer than its length.
    /// </summary>
    public async Task OvershotAsync(Upload upload, int length)
    {
        var head = await HeadAsync(upload);
        if (Version >= 8)
        {
            Refused("HEAD after it", head, "IETF-116");
            Refused("an append after it", await AppendAsync(upload, 0, completes: false, upload.From(0, length)), "IETF-116");
        }
        else if (Answered("HEAD after it", "an answer", head, "IETF-116"))
        {
            var offset = DraftFields.Offset(head.Response!.Fields);
            Checks.Judge("Offset after it", $"at most {length}", head, $"{head.Outcome}, {Shown(head.Response.Fields, "Upload-Offset")}",
                !head.IsSuccess || offset <= length, "IETF-116");
        }
    }

    /// <summary>
    /// Sends a request without reading any response. <see langword="false"/> when the server has not taken it all within the target's
    /// patience.
    /// </summary>
    public async Task<bool> SendUnreadAsync(WireConnection connection, WireRequest request)
    {
        using var impatience = new CancellationTokenSource(Patience, Context.Clock.Time);
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

    /// <summary>
    /// Begins a creation and waits for its announcement, the body held back after <paramref name="count"/> bytes. Without a 104 the case
    /// has no upload resource for its next steps.
    /// </summary>
    public async Task<Upload> AnnouncedAsync(WireConnection connection, WireRequest create, int count)
    {
        await SendPartAsync(connection, create, count);
        var announced = await InterimAsync(connection);
        return announced is not null && Location(announced.Fields) is { } url
            ? new Upload(Remember(url), create.Body.ToArray())
            : throw Unsupported("The target announces no upload resource by a 104.");
    }

    /// <summary>The next 104, after any other interim responses; <see langword="null"/> when none is received.</summary>
    public async Task<WireResponse?> InterimAsync(WireConnection connection)
    {
        // Those that never send one are not waited for each time.
        var patience = Context.Capabilities.Draft.SendsInterim ? Patience : Moment;
        WireResponse? interim;
        do
        {
            interim = await connection.ReadInterimAsync(patience, Cancellation);
        }
        while (interim is { Status: not 104 });

        if (interim is not null)
        {
            Context.Lifetimes.Observe(Location(interim.Fields)?.Target, interim);
        }

        return interim;
    }
}
