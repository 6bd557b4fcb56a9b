using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Tus.States;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Expiration;

/// <summary>tus 1.0.0, Expiration: uploads whose date has passed. Only a server whose uploads live for seconds shows it.</summary>
internal static class ExpiredCases
{
    private static readonly string[] Needed = ["creation", "expiration"];

    /// <summary>The longest lifetime that a case waits for; real ones are hours or days.</summary>
    private static readonly TimeSpan Awaited = TimeSpan.FromSeconds(5);

    /// <summary>How long after the date an upload may still be there before that is recorded as it is: removing is a MAY.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/expiration/after-date",
            Title = "An expired upload is reported as gone",
            Does = "If uploads expire within 5 s, appends three of ten bytes, sends HEAD until the upload has expired, then sends PATCH, "
                + "GET and DELETE.",
            Must = "404 or 410 to HEAD, PATCH and GET (410 if the server still knows the upload), with the fields of every response; the "
                + "response to DELETE is recorded.",
            Why = "Only 404 and 410 tell a client to start again; after another status it retries until the user gives up.",
            Judges = ["TUS-009", "TUS-010", "TUS-024", "TUS-095", "TUS-101", "TUS-102", "TUS-104", "TUS-158", "A-67", "RFC-01"],
            Needs = Needed,
            Run = TusCases.Run(AfterDate),
        },
        new()
        {
            Id = "tus/expiration/finished",
            Title = "A finished upload does not expire like an unfinished one",
            Does = "If uploads expire within 5 s, finishes one, waits until an unfinished one of the same age has expired, and sends HEAD.",
            Must = "The finished upload still exists with its full length; whether it has Upload-Expires is recorded.",
            Why = "Only unfinished uploads may be removed; a file that was accepted and vanishes is lost data.",
            Judges = ["TUS-095", "A-67"],
            Needs = Needed,
            Run = TusCases.Run(Finished),
        },
    ];

    private static async Task AfterDate(TusCase t)
    {
        t.Context.Lifetimes.ExpectEnds();
        var upload = await t.NewUploadAsync(10);
        var patched = await t.PatchAsync(upload, 0, upload.From(0, 3));
        string[] afterwards = ["TUS-009", "TUS-010", "TUS-024", "TUS-095", "TUS-101", "TUS-102", "TUS-104", "TUS-158", "A-67", "RFC-01"];
        if (!IsShort(t, patched, afterwards) || await GoneAsync(t, upload, patched) is not { } head)
        {
            return;
        }

        // Fields and framing as for any upload that does not exist: an unknown one is requested first for comparison.
        var watch = new StateWatch(t);
        await watch.GoneAsync(new Upload(TusCase.Unknown(upload), upload.Content), null, deletes: false);
        watch.Rules.Enter("an upload that has expired");
        await watch.GoneAsync(upload, null, deletes: false);
        watch.Close();
        t.Status("HEAD after the expiration", head, [404, 410], "TUS-101");
        t.Checks.Observe("Whether the server still knows the upload", head.Is(410) ? "yes: 410" : head.Outcome, "TUS-102");
        t.Status("PATCH after the expiration", await t.PatchAsync(upload, 3, upload.From(3)), [404, 410], "TUS-101", "TUS-158");
        var got = await t.SendAsync(t.Request("GET", upload.Url), upload.Url);
        t.Checks.Judge("Status of GET after the expiration", "no success", got, !got.IsSuccess, "A-67");
        if (t.Context.Capabilities.Offers("termination"))
        {
            t.Checks.Observe("DELETE after the expiration", (await t.DeleteAsync(upload.Url)).Outcome, "A-67");
        }
    }

    private static async Task Finished(TusCase t)
    {
        t.Context.Lifetimes.ExpectEnds();
        var finished = await t.NewUploadAsync(10);
        var completing = await t.PatchAsync(finished, 0, finished.From(0));
        t.Checks.Observe("Upload-Expires of the PATCH that completes", TusCase.Quoted(completing[ExpiryDate.Field]), "A-67");
        var unfinished = await t.NewUploadAsync(10);
        var patched = await t.PatchAsync(unfinished, 0, unfinished.From(0, 3));
        if (IsShort(t, patched, "TUS-095", "A-67") && await GoneAsync(t, unfinished, patched) is not null)
        {
            var head = await t.HeadAsync(finished.Url);
            t.Checks.Judge("HEAD of the finished upload after the expiration", "success with Upload-Offset '10'", head,
                $"{head.Outcome}, {TusCase.Quoted(head["Upload-Offset"])}", head.IsSuccess && head.Number("Upload-Offset") == 10, "A-67");
        }
    }

    private static bool IsShort(TusCase t, Exchange patched, params IReadOnlyList<string> requirements)
    {
        var lifetime = ExpiryDate.Lifetime(patched);
        var told = lifetime is { } left ? left.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s" : "not told";
        t.Checks.Observe("Lifetime of an unfinished upload", told, requirements);
        return lifetime < Awaited;
    }

    /// <summary>
    /// The first refusal of HEAD, which is repeated until some time after the date; <see langword="null"/> when the upload stays.
    /// </summary>
    private static async Task<Exchange?> GoneAsync(TusCase t, Upload upload, Exchange patched)
    {
        var (start, most) = (t.Context.Clock.Elapsed, ExpiryDate.Lifetime(patched) + Grace);
        while (t.Context.Clock.Elapsed - start < most)
        {
            var head = await t.HeadWhenFreeAsync(upload.Url);
            if (!head.IsSuccess)
            {
                return head;
            }

            await t.PauseAsync();
        }

        t.Checks.Observe("The upload after its expiration", $"still exists {Grace.TotalSeconds:0} s later, which is allowed", "TUS-095");
        return null;
    }
}
