using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Termination;

/// <summary>tus 1.0.0, Termination: DELETE among other requests, and in unusual forms.</summary>
internal static class TerminationCornerCases
{
    private static readonly string[] Needed = ["creation", "termination"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/termination/at-once",
            Title = "Of several DELETEs at once one succeeds and none causes an error",
            Does = "Sends four DELETEs of one upload at the same time, each on its own connection.",
            Must = "One 204; the others get 404, 410, 409 or 423, and the upload is gone.",
            Why = "Users double-click and clients retry; a 500 to the second looks like a failure of the first.",
            Judges = ["A-69", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(AtOnce),
        },
        new()
        {
            Id = "tus/termination/during-patch",
            Title = "A DELETE during a PATCH is final",
            Does = "Sends half of a PATCH, then DELETE on another connection, then the other half, then HEAD.",
            Must = "DELETE gets 204, or 409 or 423 for the moment; after a 204 the upload stays deleted. The response to the PATCH is "
                + "recorded.",
            Why = "Users cancel uploads while they run.",
            Judges = ["A-69", "TUS-124"],
            Needs = Needed,
            TimeLimit = TimeSpan.FromSeconds(60),
            Run = TusCases.Run(DuringPatch),
        },
        new()
        {
            Id = "tus/termination/no-resurrection",
            Title = "A PATCH to a deleted upload does not bring it back",
            Does = "Appends three bytes, deletes the upload, sends PATCHes at offsets 0 and 3 with and without bytes, then HEAD.",
            Must = "404 or 410 each time, also to HEAD.",
            Why = "A store that creates a file which it cannot open leaves a file without a length forever.",
            Judges = ["TUS-123", "TUS-124", "A-69"],
            Needs = Needed,
            Run = TusCases.Run(NoResurrection),
        },
        new()
        {
            Id = "tus/termination/same-connection",
            Title = "A deleted upload is gone on the same connection, too",
            Does = "Sends HEAD, DELETE and HEAD in sequence on one connection.",
            Must = "Success, 204, then 404 or 410, unless the server ends the connection.",
            Why = "A cache per connection would answer the second HEAD with the state before the DELETE.",
            Judges = ["TUS-123", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(SameConnection),
        },
        new()
        {
            Id = "tus/termination/with-body",
            Title = "A DELETE with a body does not affect the connection",
            Does = "Sends DELETE with five bytes of body and, on the same connection, HEAD of another upload.",
            Must = "204 or a 4xx; then the response to HEAD, unless the server closes the connection.",
            Why = "HTTP allows the body; a server that does not read it takes it for the next request.",
            Judges = ["A-69", "TUS-021"],
            Needs = Needed,
            Run = TusCases.Run(WithBody),
        },
        new()
        {
            Id = "tus/termination/without-length",
            Title = "A DELETE without Content-Length is a DELETE",
            Does = "Sends DELETE without Content-Length, Content-Type or body.",
            Must = "204, then 404 or 410.",
            Why = "Most HTTP libraries send DELETE this way.",
            Judges = ["TUS-123", "TUS-124"],
            Needs = Needed,
            Run = TusCases.Run(WithoutLength),
        },
        new()
        {
            Id = "tus/termination/creation-url",
            Title = "A DELETE of the creation URL deletes no upload",
            Does = "Creates an upload, sends DELETE to the creation URL, then HEAD.",
            Must = "The upload still exists; the response to the DELETE is recorded.",
            Why = "If an empty id is used as a prefix, everything is deleted.",
            Judges = ["A-69", "TUS-021"],
            Needs = Needed,
            Run = TusCases.Run(CreationUrl),
        },
        new()
        {
            Id = "tus/termination/new-name",
            Title = "A deleted upload's URL is not used again",
            Does = "Creates and deletes an upload five times and compares the URLs.",
            Must = "Five different URLs.",
            Why = "A client with the old URL would write into another user's upload.",
            Judges = ["TUS-123", "A-69"],
            Needs = Needed,
            Run = TusCases.Run(NewName),
        },
    ];

    private static WireRequest Delete(TusCase t, Upload upload) => t.Request("DELETE", upload.Url).With("Content-Length", "0");

    private static async Task AtOnce(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => t.DeleteAsync(upload.Url)));
        var deleted = answers.Count(answer => answer.Is(204));
        t.Checks.Judge("DELETEs that got 204", "1", $"{deleted}", deleted == 1, "A-69");
        foreach (var answer in answers.Where(answer => !answer.Is(204)))
        {
            t.Status("a second DELETE", answer, [404, 410, 409, 423], "A-69");
        }

        t.Status("HEAD afterwards", await t.HeadAsync(upload.Url), [404, 410], "TUS-124");
    }

    private static async Task DuringPatch(TusCase t)
    {
        var upload = await t.NewUploadAsync(2000);
        await using var patching = await t.Context.ConnectAsync(upload.Url);
        var patch = t.Patch(upload, 0, upload.From(0));
        await t.SendPartAsync(patching, patch, 1000);

        // Lets the first half arrive, as in any cancelled transfer.
        await t.LetArriveAsync(upload.Url);
        await using var connection = await t.Context.ConnectAsync(upload.Url);

        // As long as servers wait for a lock: tusd up to 20 s.
        var deleted = await connection.ExchangeAsync(Delete(t, upload), TimeSpan.FromSeconds(30), t.Cancellation);
        t.Status("DELETE during a PATCH", deleted, [204, 409, 423], "A-69");
        await patching.SendAsync(patch.Body[1000..], "body", t.Cancellation);
        t.Checks.Observe("Final response to the PATCH", (await patching.ReadAsync("PATCH", t.Patience, t.Cancellation)).Outcome, "A-69");
        if (deleted.Is(204))
        {
            t.Status("HEAD after both requests", await t.HeadAsync(upload.Url), [404, 410], "TUS-124");
        }
        else
        {
            t.Checks.Observe("HEAD after both requests", (await t.HeadAsync(upload.Url)).Outcome, "TUS-124");
        }
    }

    private static async Task NoResurrection(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        if (!t.Succeeded("DELETE", await t.DeleteAsync(upload.Url), [204], "TUS-123"))
        {
            return;
        }

        foreach (var (offset, count) in new[] { (3, 2), (0, 5), (0, 0), (3, 0) })
        {
            if (!t.Status($"PATCH of {count} bytes at {offset}", await t.PatchAsync(upload, offset, upload.From(offset, count)), [404, 410],
                "TUS-124"))
            {
                return;
            }
        }

        t.Status("HEAD at the end", await t.HeadAsync(upload.Url), [404, 410], "TUS-124", "A-69");
    }

    private static async Task SameConnection(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var before = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        if (before.Response?.Closes != false)
        {
            t.Checks.Observe("The connection", "closed by the server after HEAD, which is allowed", "TUS-123", "TUS-124");
            return;
        }

        var deleted = await connection.ExchangeAsync(Delete(t, upload), t.Patience, t.Cancellation);
        t.Status("DELETE on the connection of HEAD", deleted, [204], "TUS-123");
        var after = await connection.ExchangeAsync(t.Request("HEAD", upload.Url), t.Patience, t.Cancellation);
        if (TusCase.IsGone(after))
        {
            t.Checks.Observe("The connection", "closed by the server after DELETE, which is allowed", "TUS-124");
            return;
        }

        t.Status("HEAD on the same connection after DELETE", after, [404, 410], "TUS-124");
    }

    private static async Task WithBody(TusCase t)
    {
        var (upload, other) = (await t.NewUploadAsync(5), await t.NewUploadAsync(7));
        await using var connection = await t.Context.ConnectAsync(upload.Url);
        var deleted =
            await connection.ExchangeAsync(t.Request("DELETE", upload.Url).WithBody("hello"u8.ToArray()), t.Patience, t.Cancellation);
        t.Checks.Judge("Status of DELETE with a body", "204 or a 4xx status", deleted, deleted.Is(204) || deleted.IsClientError, "A-69");
        var head = deleted.Response?.Closes == false
            ? await connection.ExchangeAsync(t.Request("HEAD", other.Url), t.Patience, t.Cancellation)
            : await t.HeadAsync(other.Url);
        if (TusCase.IsGone(head))
        {
            head = await t.HeadAsync(other.Url);
        }

        t.Field("HEAD of another upload afterwards", head, "Upload-Offset", 0, "TUS-021");
    }

    private static async Task WithoutLength(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        if (t.Succeeded("DELETE without Content-Length", await t.SendAsync(t.Request("DELETE", upload.Url), upload.Url), [204], "TUS-123"))
        {
            t.Status("HEAD after it", await t.HeadAsync(upload.Url), [404, 410], "TUS-124");
        }
    }

    private static async Task CreationUrl(TusCase t)
    {
        var upload = await t.NewUploadAsync(5);
        await t.AppendAsync(upload, 0, 3);
        t.Checks.Observe("DELETE of the creation URL", (await t.DeleteAsync(t.Endpoint)).Outcome, "A-69");
        await t.OffsetIsAsync("of an upload afterwards", upload, 3, "TUS-021");
    }

    private static async Task NewName(TusCase t)
    {
        var urls = new List<WireUrl>();
        for (var round = 0; round < 5; round++)
        {
            var upload = await t.NewUploadAsync(5);
            urls.Add(upload.Url);
            t.Status($"DELETE {round + 1}", await t.DeleteAsync(upload.Url), [204], "TUS-123");
        }

        t.Checks.Judge("URLs of five uploads, each deleted before the next", "5 different URLs", $"{urls.Distinct().Count()}",
            urls.Distinct().Count() == urls.Count, "A-69");
    }
}
