using Holdfast.Conformance.Engine;

namespace Holdfast.Conformance.Tus.DeferLength;

/// <summary>tus 1.0.0, Upload-Defer-Length: uploads whose length is declared later.</summary>
internal static class DeferLengthCases
{
    private static readonly string[] Needed = ["creation", "creation-defer-length"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation-defer-length/declare-later",
            Title = "A length that was deferred can be declared by a later PATCH",
            Does = "Creates an upload with Upload-Defer-Length: 1, appends five bytes, declares 10 with the next five, and sends HEAD at "
                + "each step.",
            Must = "HEAD returns Upload-Defer-Length: 1 until the length is declared, and Upload-Length: 10 after that.",
            Why = "A client that streams a recording does not know its length in advance, and must be able to finish the upload.",
            Judges = ["TUS-080", "TUS-036", "TUS-071", "TUS-054", "TUS-055", "TUS-022", "TUS-038"],
            Needs = Needed,
            Run = TusCases.Run(DeclareLater),
        },
        new()
        {
            Id = "tus/creation-defer-length/declare-at-end",
            Title = "An empty PATCH that declares the length finishes the upload",
            Does = "Appends five bytes to a deferred upload, then sends an empty PATCH with Upload-Length: 5.",
            Must = "204; HEAD reports length and offset 5 and no Upload-Defer-Length.",
            Why = "If a stream ends exactly at the end of a chunk, no bytes are left to send.",
            Judges = ["TUS-080", "A-47", "TUS-022", "TUS-055"],
            Needs = Needed,
            Run = TusCases.Run(DeclareAtEnd),
        },
        new()
        {
            Id = "tus/creation-defer-length/bad-value",
            Title = "A value other than 1 is refused",
            Does = "Sends POST with Upload-Defer-Length 0, 2, true, '1, 1' and an empty one.",
            Must = "400, and no Location.",
            Why = "If the server guesses the meaning, the upload never ends, or has the length 0.",
            Judges = ["TUS-068"],
            Needs = Needed,
            Run = TusCases.Run(BadValue),
        },
        new()
        {
            Id = "tus/creation-defer-length/both",
            Title = "Upload-Length together with Upload-Defer-Length is refused",
            Does = "Sends POST with Upload-Length: 5 and Upload-Defer-Length: 1.",
            Must = "400, and no Location.",
            Why = "The fields contradict each other, and servers would choose differently.",
            Judges = ["A-09"],
            Needs = Needed,
            Run = TusCases.Run(Both),
        },
        new()
        {
            Id = "tus/creation-defer-length/settled",
            Title = "A declared length cannot be changed",
            Does = "Declares 10 for a deferred upload at offset 5, then sends PATCHes that declare 20 and 7.",
            Must = "A 4xx each time, and HEAD still reports 10.",
            Why = "A length that changes reopens a finished upload, or cuts it.",
            Judges = ["TUS-080", "TUS-070"],
            Needs = Needed,
            Run = TusCases.Run(Settled),
        },
        new()
        {
            Id = "tus/creation-defer-length/below-offset",
            Title = "A length below the offset cannot be declared",
            Does = "Appends five bytes to a deferred upload, then declares the length 3.",
            Must = "The declaration is refused, and the upload can still be finished.",
            Why = "An upload whose length is below its offset can never be finished; this happens on one existing server.",
            Judges = ["TUS-080", "A-43", "A-43-MUST"],
            Needs = Needed,
            Run = TusCases.Run(BelowOffset),
        },
        new()
        {
            Id = "tus/creation-defer-length/refused-declares-nothing",
            Title = "A PATCH that is refused declares no length",
            Does = "Sends a PATCH at a wrong offset, and one of another media type, both with Upload-Length: 10; sends HEAD after each.",
            Must = "409 and 415; the length is still deferred.",
            Why = "A refused request must not change anything; the client may later declare another length.",
            Judges = ["TUS-080", "TUS-031", "A-44-MUST", "A-44"],
            Needs = Needed,
            Run = TusCases.Run(RefusedDeclaresNothing),
        },
    ];

    private static async Task DeclareLater(TusCase t)
    {
        var first = t.Chunk(5);
        var upload = await Deferred.NewAsync(t, first + 5);
        await Deferred.IsOpenAsync(t, "after the creation", upload, "TUS-071", "TUS-054");
        if (!t.Succeeded("PATCH without a length", await t.PatchAsync(upload, 0, upload.From(0, first)), [204], "TUS-036"))
        {
            return;
        }

        await Deferred.IsOpenAsync(t, "after a PATCH without a length", upload, "TUS-071", "TUS-054");
        var declared = await t.SendAsync(t.Patch(upload, first, upload.From(first)).With("Upload-Length", $"{upload.Length}"), upload.Url);
        if (t.Succeeded("PATCH that declares the length", declared, [204], "TUS-036"))
        {
            await Deferred.IsDeclaredAsync(t, upload, upload.Length);
            await t.ContentIsAsync(upload, "TUS-038");
        }
    }

    private static async Task DeclareAtEnd(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, t.Chunk(5));
        if (!t.Succeeded("PATCH without a length", await t.PatchAsync(upload, 0, upload.From(0)), [204], "A-47"))
        {
            return;
        }

        var declared = await t.SendAsync(t.Patch(upload, upload.Length, default).With("Upload-Length", $"{upload.Length}"), upload.Url);
        if (t.Succeeded("empty PATCH that declares the length", declared, [204], "A-47"))
        {
            await Deferred.IsDeclaredAsync(t, upload, upload.Length);
        }
    }

    private static async Task BadValue(TusCase t)
    {
        foreach (var value in new[] { "0", "2", "true", "1, 1", "" })
        {
            var answer = await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", value));
            t.Status($"POST with Upload-Defer-Length '{value}'", answer, [400], "TUS-068");
            t.Absent($"POST with Upload-Defer-Length '{value}'", answer, "Location", "TUS-068");
        }
    }

    private static async Task Both(TusCase t)
    {
        var answer = await t.CreateAsync(Deferred.Post(t).With("Upload-Length", "5"));
        t.Status("POST with a length and its deferral", answer, [400], "A-09");
        t.Absent("POST with a length and its deferral", answer, "Location", "A-09");
    }

    private static async Task Settled(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 10);
        var declared = await t.SendAsync(t.Patch(upload, 0, upload.From(0, 5)).With("Upload-Length", "10"), upload.Url);
        if (declared.Status != 204)
        {
            throw t.Broken("Declaring the length 10", declared, "204", "TUS-036");
        }

        foreach (var other in new[] { "20", "7" })
        {
            var answer = await t.SendAsync(t.Patch(upload, 5, default).With("Upload-Length", other), upload.Url);
            if (!t.Field($"HEAD after declaring {other}", await t.HeadAsync(upload.Url), "Upload-Length", 10, "TUS-070")
                || !t.Refused($"PATCH that declares {other} after 10", answer, "TUS-070"))
            {
                return;
            }
        }
    }

    private static async Task BelowOffset(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 5);
        t.Status("PATCH without a length", await t.PatchAsync(upload, 0, upload.From(0)), [204], "A-43");
        var answer = await t.SendAsync(t.Patch(upload, 5, default).With("Upload-Length", "3"), upload.Url);
        t.Refused("PATCH at offset 5 that declares 3", answer, "A-43");
        var head = await t.HeadAsync(upload.Url);
        var length = head.Number("Upload-Length");
        t.Checks.Judge("Length against the offset 5", "not below the offset", TusCase.Quoted(head["Upload-Length"]), length is null or >= 5,
            "A-43-MUST");
        var finished = await t.SendAsync(t.Patch(upload, 5, default).With("Upload-Length", "5"), upload.Url);
        t.Status("PATCH that declares the correct length", finished, [204], "A-43");
    }

    private static async Task RefusedDeclaresNothing(TusCase t)
    {
        var upload = await Deferred.NewAsync(t, 10);
        var wrongOffset = await t.SendAsync(t.Patch(upload, 3, upload.From(3)).With("Upload-Length", "10"), upload.Url);
        if (!await Deferred.IsOpenAsync(t, "after the PATCH at a wrong offset", upload, "A-44-MUST")
            || !t.Status("PATCH at a wrong offset that declares 10", wrongOffset, [409], "TUS-031"))
        {
            return;
        }

        var wrongType =
            await t.SendAsync(t.Patch(upload, 0, upload.From(0)).With("Upload-Length", "10").Set("Content-Type", "text/plain"), upload.Url);
        if (t.Refused("PATCH of another media type that declares 10", wrongType, "A-44"))
        {
            await Deferred.IsOpenAsync(t, "after the PATCH of another media type", upload, "A-44");
        }
    }
}
