using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>Defects in handling repeated requests.</summary>
internal static class RepetitionFaults
{
    private const string Offset = "Upload-Offset";

    public static IEnumerable<Defect> All { get; } =
    [
        .. Fault.Both("refused-and-stored", "An append at an earlier offset gets 409, but is stored at the end.",
            RefusedAndStored(),
            ["duplicate/**", "handover/**", "lost-answer/**", "network/**", "race/**"],
            "duplicate/append", "duplicate/last-append", "intermediary/repeats", "lost-answer/append", "lost-answer/torn",
            "zombie/whole-request"),
        .. Fault.Both("repetition-appended", "An append at an earlier offset is stored at the end.", RepetitionAppended(),
            ["duplicate/**", "handover/**", "network/**", "race/**"],
            "duplicate/append", "intermediary/repeats", "lost-answer/torn", "zombie/whole-request",
            "tus/resilience/lost-answer/last-append",
            "lost-answer/append"),
        .. Fault.Both("repetition-is-success",
            "An append that should be refused with 409 is answered with success and the upload's offset.",
            RepetitionIsSuccess(),
            ["duplicate/**", "handover/**", "intermediary/**", "keep-alive/**", "lost-answer/**", "network/**", "race/**", "zombie/**",
                "tus/resilience/stall/**"],
            "duplicate/append", "duplicate/overtaking"),
        .. Fault.Both("after-the-end-crashes", "An append to a finished upload ends in 500.",
            BrokenDraft.Instead("PATCH", (upload, _) => upload is { IsComplete: true }, StatusCodes.Status500InternalServerError),
            [],
            "duplicate/last-append", "lost-answer/last-append"),
        .. Fault.Both("creation-taken-for-repetition", "A second creation gets the URL of the first one while that upload is unused.",
            Broken.Remembering<ConcurrentDictionary<string, (SemaphoreSlim Turn, string? Location)>>(CreationTaken),
            [],
            "duplicate/creation", "race/creations"),
        .. Fault.Both("late-delete", "DELETE is carried out half a second after its response.",
            Broken.Store((sound, directory) => new DelayedTerminationStore(sound, directory)),
            ["keep-alive/**"],
            "duplicate/delete", "handover/delete-from-fast", "handover/delete-from-stalled", "handover/one-of-each", "lost-answer/delete",
            "race/append-and-delete", "tus/resilience/stall/delete"),
        .. Fault.Both("delete-again-crashes", "DELETE of a deleted upload ends in 500.",
            BrokenDraft.Instead("DELETE", (upload, _) => upload is null, StatusCodes.Status500InternalServerError),
            [],
            "duplicate/delete", "lost-answer/delete"),
        .. Fault.Both("append-brings-back", "An append that is overtaken by a DELETE creates the upload again.", Broken.Both(
            Broken.Uploads(sound => sound with { Locker = new NoOpLocker() }),
            Broken.Store((sound, directory) => new RecreatingStore(sound, directory))),
            ["duplicate/overtaking", "handover/**", "network/**", "race/**", "zombie/**", "tus/resilience/concatenation/**",
                "tus/resilience/stall/**"],
            "handover/delete-from-fast", "handover/delete-from-slow", "handover/delete-from-stalled", "handover/one-of-each",
            "race/append-and-delete", "tus/resilience/race/two-appends", "tus/resilience/stall/delete"),
        .. Fault.Both("delete-takes-the-neighbour", "DELETE removes the upload that its client created before as well.",
            Broken.Remembering<ConcurrentDictionary<string, ConcurrentQueue<string>>>(DeleteTakesNeighbour),
            [],
            "keep-alive/after-deleted-append", "keep-alive/after-deleted-delete", "keep-alive/after-deleted-head"),
    ];

    private static Break RefusedAndStored() => (sound, directory) => Broken.Exchange(async (context, next, store) =>
    {
        var id = Broken.IdOf(context);
        if (context.Request.Method != "PATCH" || await PassedAsync(context, store) is null)
        {
            await next(context);
            return;
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await using var file =
                new FileStream(Path.Combine(directory, id), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            await file.WriteAsync(body.ToArray());
            BrokenAnswer.Say(context, StatusCodes.Status409Conflict);
        }
        catch (IOException)
        {
            context.Abort();
        }
    })(sound, directory);

    private static Break RepetitionAppended() => Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request.Method == "PATCH" && await PassedAsync(context, store) is { } offset)
        {
            context.Request.Headers[Offset] = offset.ToString(CultureInfo.InvariantCulture);
        }

        await next(context);
    });

    private static Break RepetitionIsSuccess() => Broken.Exchange((context, next, store) =>
    {
        context.Response.OnStarting(async () =>
        {
            if (context is { Request.Method: "PATCH", Response.StatusCode: StatusCodes.Status409Conflict }
                && await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) is { } upload)
            {
                context.Response.StatusCode = StatusCodes.Status200OK;
                context.Response.Headers[Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
            }
        });
        return next(context);
    });

    private static async Task<long?> PassedAsync(HttpContext context, IUploadStore store) =>
        long.TryParse(context.Request.Headers[Offset], CultureInfo.InvariantCulture, out var asked)
        && await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) is { } upload && asked < upload.Offset
            ? upload.Offset : null;

    private static Break CreationTaken(ConcurrentDictionary<string, (SemaphoreSlim Turn, string? Location)> clients) =>
        Broken.Exchange(async (context, next, store) =>
    {
        if (context.Request is not { Method: "POST", ContentLength: null or 0 } || context.Request.Headers.ContainsKey("Transfer-Encoding"))
        {
            await next(context);
            return;
        }

        var client = BrokenAnswer.ClientOf(context.Request);
        var turn = clients.GetOrAdd(client, _ => (new SemaphoreSlim(1, 1), null)).Turn;
        await turn.WaitAsync();
        try
        {
            if (clients[client].Location is { } location
                && await store.GetInfoAsync(location.Split('/')[^1], CancellationToken.None) is { Offset: 0 })
            {
                BrokenAnswer.Say(context, StatusCodes.Status201Created);
                context.Response.Headers.Location = location;
                context.Response.Headers[Offset] = "0";
                context.Response.Headers["Upload-Complete"] = "?0";
                return;
            }

            await next(context);
            clients[client] =
                (turn, context.Response.StatusCode == StatusCodes.Status201Created ? context.Response.Headers.Location.ToString() : null);
        }
        finally
        {
            turn.Release();
        }
    });

    private static Break DeleteTakesNeighbour(ConcurrentDictionary<string, ConcurrentQueue<string>> clients) =>
        Broken.Exchange(async (context, next, store) =>
    {
        await next(context);
        var created = clients.GetOrAdd(BrokenAnswer.ClientOf(context.Request), _ => []);
        if (context is { Request.Method: "POST", Response.StatusCode: StatusCodes.Status201Created })
        {
            created.Enqueue(Broken.IdIn(context.Response));
        }

        if (context is { Request.Method: "DELETE", Response.StatusCode: StatusCodes.Status204NoContent }
            && created.TakeWhile(id => id != Broken.IdOf(context)).LastOrDefault() is { } neighbour)
        {
            await Broken.TerminateAsync(store, neighbour);
        }
    });
}
