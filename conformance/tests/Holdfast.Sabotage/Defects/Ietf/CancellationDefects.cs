using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in cancelling an upload of the draft.</summary>
internal static class CancellationDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        Defect("cancellation/nothing-deleted", "A cancellation is answered with 204, and the upload stays.",
            Instead("DELETE", (upload, _) => upload is not null, StatusCodes.Status204NoContent),
            "cancellation/cancels", "cancellation/ends-transfer", "cancellation/url-not-reused", "append/cancelled"),
        Defect("cancellation/status-200-too-early", "In version 7 a cancellation is answered with 200, as version 8 permits.",
            Status("DELETE", 204, 200), "cancellation/cancels") with { Interop = 7 },
        Defect("cancellation/refused-with-403", "In version 6 a server that does not support cancellation answers with 403.",
            Instead("DELETE", (upload, _) => upload is not null, StatusCodes.Status403Forbidden),
            "cancellation/cancels") with { Interop = 6, MayKill = ["ietf/cancellation/extra-fields"] },
        Defect("cancellation/redirected", "A cancellation is answered with 303.", Success("DELETE", (context, headers) =>
        {
            headers.Location = "/";
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
        }), "cancellation/cancels") with { MayKill = ["ietf/cancellation/ends-transfer"] },
        Defect("cancellation/second-crashes", "A second cancellation ends in 500.", Status("DELETE", 404, 500), "cancellation/again"),
        Defect("cancellation/second-succeeds-in-old", "In version 5 a second cancellation is answered with 204, as later versions permit.",
            Status("DELETE", 404, 204), "cancellation/again") with { Interop = 5 },
        Defect("cancellation/extra-fields-ignored-too-early",
            "In version 6 a cancellation ignores the fields of an append, as in version 7.",
            Broken.Both(Field("DELETE", Offset, _ => null), Field("DELETE", Complete, _ => null)),
            "cancellation/extra-fields") with { Interop = 6 },
        Defect("cancellation/extra-completeness-ignored",
            "In version 3 a cancellation with Upload-Incomplete is accepted; only one with Upload-Offset is refused.",
            Field("DELETE", "Upload-Incomplete", _ => null), "cancellation/extra-fields") with { Interop = 3 },
        Defect("cancellation/later", "A cancellation during an append is answered with 204 and forgotten.", ForgottenWhileBusy(),
            "cancellation/ends-transfer"),
        Defect("cancellation/waits-for-the-transfer", "A cancellation during an append is refused with 500.", Broken.Both(
            Broken.Uploads(sound => sound with
            {
                Locker = new SilentLocker(sound.Locker), NetworkTimeout = TimeSpan.FromSeconds(30),
                AcquireLockTimeout = TimeSpan.FromMilliseconds(500),
            }),
            Status("DELETE", 423, 500)), "cancellation/ends-transfer") with
            {
                MayKill = ["ietf/concurrency/**", "ietf/resilience/**", "ietf/framing/**", "ietf/append/length-from-last",
                    "ietf/interim/usable-at-once"],
            },
        Defect("cancellation/url-given-again", "The URL of a cancelled upload is given to the client's next one.", GivenAgain(),
            "cancellation/url-not-reused"),
    ];

    private static Break ForgottenWhileBusy()
    {
        var busy = new ConcurrentDictionary<string, bool>();
        return Broken.Exchange(async (context, next) =>
        {
            var id = Broken.IdOf(context);
            if (context.Request.Method == "DELETE" && busy.ContainsKey(id))
            {
                Say(context, StatusCodes.Status204NoContent);
                return;
            }

            busy.TryAdd(context.Request.Method == "PATCH" ? id : "", true);
            await next(context);
            busy.TryRemove(context.Request.Method == "PATCH" ? id : "", out _);
        });
    }

    private static Break GivenAgain()
    {
        var free = new ConcurrentDictionary<string, string>();
        return Broken.Both(
            Success("DELETE", (context, _) => free[BrokenAnswer.ClientOf(context.Request)] = Broken.IdOf(context)),
            BrokenUploadUrl.Replaced((context, id) => free.TryRemove(BrokenAnswer.ClientOf(context.Request), out var name) ? name : id));
    }
}
