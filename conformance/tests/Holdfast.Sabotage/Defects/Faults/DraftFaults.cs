using System.Collections.Concurrent;
using System.Globalization;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>
/// Defects in what only the draft has: creations with content, interim responses, and Upload-Complete.
/// </summary>
internal static class DraftFaults
{
    public static IEnumerable<Defect> All { get; } =
    [
        Fault.Draft("location-in-104-only", "The response to a creation with content has no Location when a 104 had it.",
            BrokenDraft.Success("POST", (context, headers) =>
            {
                if (context.Request.ContentLength > 0)
                {
                    headers.Remove("Location");
                }
            }),
            [],
            "interim/stripped"),
        Fault.Draft("cut-creation-given-again", "The creation after one that was cut gets the upload of that one.",
            Broken.Remembering<ConcurrentDictionary<string, string>>(CutCreationGivenAgain),
            ["race/**"],
            "interim/mangled", "interim/stripped-and-cut", "interim/swallowed"),
        Fault.Draft("cut-creation-counts-as-whole", "A creation that is cut counts with all of its Content-Length.",
            CutBodyStore.OnCut((cut, store) =>
        {
            if (CurrentRequest.Value.Method == "POST")
            {
                store.Extend(cut.Id, CurrentRequest.Value.ContentLength ?? 0);
            }
        }),
            [],
            "creation-cut", "creation-cut-length", "interim/taken-for-final"),
        Fault.Draft("cut-last-append-completes", "An append with ?1 that is cut completes the upload with the bytes that arrived.",
            CutLastCompletes(),
            [],
            "cut/in-body/fin", "cut/in-body/reset", "network/flapping-cuts"),
        Fault.Draft("progress-counted-twice", "Progress responses count every byte twice.", BrokenInterim.Progress((_, fields) =>
            BrokenInterim.With(fields, BrokenDraft.Offset,
                offset => (2 * long.Parse(offset, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture))),
            ["network/**"],
            "interim/unread", "network/flapping"),
        Fault.Draft("large-append-told-late", "HEAD counts an append of more than 8 KiB only when it is a second old.", LargeToldLate(),
            ["handover/**", "network/**", "interim/**", "race/**", "creation-*", "cut/**", "lost-answer/**"],
            "network/satellite"),
    ];

    // The end of a creation that hangs or was cut is not known to the server yet.
    private static Break CutCreationGivenAgain(ConcurrentDictionary<string, string> open) => Broken.Both(
        Broken.Exchange(async (context, next) =>
        {
            var client = BrokenAnswer.ClientOf(context.Request);
            if (context.Request.Method == "POST" && open.TryGetValue(client, out var location))
            {
                context.Response.StatusCode = StatusCodes.Status201Created;
                context.Response.Headers.Location = location;
                context.Response.Headers[BrokenDraft.Complete] = "?0";
                return;
            }

            await next(context);
            if (context is { Request.Method: "POST", Response.StatusCode: < 300 })
            {
                open.TryRemove(client, out _);
            }
        }),
        BrokenInterim.Announcement((context, fields) =>
        {
            open[BrokenAnswer.ClientOf(context.Request)] = fields.Single(field => field.Key == "Location").Value;
            return fields;
        }));

    private static Break LargeToldLate()
    {
        var late = new ConcurrentDictionary<string, (long Before, long Until)>();
        return Broken.Both(
            Broken.Exchange(async (context, next, store) =>
            {
                var id = Broken.IdOf(context);
                var before = context.Request is { Method: "PATCH", ContentLength: > 8192 }
                    ? await store.GetInfoAsync(id, CancellationToken.None) : null;
                await next(context);
                if (before is not null && context.Response.StatusCode < 300)
                {
                    late[id] = (before.Offset, Environment.TickCount64 + 1000);
                }
            }),
            BrokenDraft.Success("HEAD", (context, headers) =>
            {
                if (late.TryGetValue(Broken.IdOf(context), out var told) && Environment.TickCount64 < told.Until)
                {
                    headers[BrokenDraft.Offset] = told.Before.ToString(CultureInfo.InvariantCulture);
                }
            }));
    }

    // The server writes the upload's description once more after the store has its body, so the defect waits for that.
    private static Break CutLastCompletes() => Broken.Both(
        CutBodyStore.OnCut((_, _) => CurrentRequest.Value.HttpContext.Items[typeof(CutBody)] = true),
        Broken.Exchange(async (context, next, store) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                if (context.Request.Method == "PATCH" && BrokenDraft.Completes(context.Request)
                    && context.Items.ContainsKey(typeof(CutBody))
                    && await store.GetInfoAsync(Broken.IdOf(context), CancellationToken.None) is { } upload)
                {
                    await BrokenDraft.DescribeAsync(store, upload with { Length = upload.Offset, Completion = UploadCompletion.Declared });
                }
            }
        }));
}
