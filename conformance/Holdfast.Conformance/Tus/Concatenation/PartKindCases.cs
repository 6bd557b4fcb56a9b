using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation: the kinds of uploads that a final can be made of.</summary>
internal static class PartKindCases
{
    private static readonly string[] Needed = ["creation", "concatenation"];
    private static readonly string[] Whole = ["A-62", "TUS-129", "TUS-146", "TUS-132"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation/uneven-parts",
            Title = "Parts of very different sizes are concatenated",
            Does = "Concatenates partial uploads of 70000, 1 and 300 bytes, then the same in the opposite order.",
            Must = "201, the sum as length and offset, and the content in the given order, both times.",
            Why = "The last part is usually smaller, and code that copies in blocks fails at the edges.",
            Judges = ["TUS-080", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(Uneven),
        },
        new()
        {
            Id = "tus/concatenation/many-parts",
            Title = "A final upload of a hundred parts is complete, or refused",
            Does = "Requests a final upload that names four partial uploads 25 times each.",
            Must = "201 with the right length and content, or a 4xx.",
            Why = "The field has seven kilobytes; if the server cuts it off, the file is cut off.",
            Judges = Whole,
            Needs = Needed,
            Run = TusCases.Run(Many),
        },
        new()
        {
            Id = "tus/concatenation/empty-part",
            Title = "An empty part adds nothing, or is refused",
            Does = "Concatenates partial uploads of 5, 0 and 4 bytes.",
            Must = "201 with nine bytes, or a 4xx.",
            Why = "A client that splits a file into parts can create an empty one.",
            Judges = Whole,
            Needs = Needed,
            Run = TusCases.Run(EmptyPart),
        },
        new()
        {
            Id = "tus/concatenation/only-empty-parts",
            Title = "A final upload of only empty parts is empty, or refused",
            Does = "Concatenates two partial uploads of length 0.",
            Must = "201 with length and offset 0, or a 4xx.",
            Why = "Such a final upload is complete immediately; a common defect is to wait forever.",
            Judges = Whole,
            Needs = Needed,
            Run = TusCases.Run(OnlyEmpty),
        },
        new()
        {
            Id = "tus/concatenation/ordinary-part",
            Title = "An ordinary upload as a part is refused or concatenated",
            Does = "Requests a final upload of a partial upload and of an upload that was created without Upload-Concat.",
            Must = "A 4xx, or 201 with the right length and content.",
            Why = "It may have been processed when it was finished. Most servers refuse it; tusd accepts it.",
            Judges = Whole,
            Needs = Needed,
            Run = TusCases.Run(OrdinaryPart),
        },
        new()
        {
            Id = "tus/concatenation/final-as-part",
            Title = "A final upload as a part is refused or concatenated",
            Does = "Requests a final upload of a partial upload and another final upload.",
            Must = "A 4xx, or 201 with the right length and content.",
            Why = "If a server stores final uploads as references, there are no bytes to copy.",
            Judges = Whole,
            Needs = Needed,
            Run = TusCases.Run(FinalAsPart),
        },
        new()
        {
            Id = "tus/concatenation/deleted-part",
            Title = "A final upload with a deleted part is refused",
            Does = "Deletes one of two finished partial uploads and requests a final upload of both.",
            Must = "A 4xx and no Location.",
            Why = "The client would believe that its file is complete.",
            Judges = ["A-62"],
            Needs = [.. Needed, "termination"],
            Run = TusCases.Run(DeletedPart),
        },
        new()
        {
            Id = "tus/concatenation/deferred-part",
            Title = "A part whose length was declared late is concatenated like any other",
            Does = "Creates a partial upload with Upload-Defer-Length, declares its length with the last bytes, and concatenates it with "
                + "another.",
            Must = "201 with the right length and content, or a 4xx.",
            Why = "The length of the final upload is a sum; a server may count a length that was unknown at first as zero.",
            Judges = Whole,
            Needs = [.. Needed, "creation-defer-length"],
            Run = TusCases.Run(DeferredPart),
        },
        new()
        {
            Id = "tus/concatenation/two-finals",
            Title = "Two final uploads of the same parts in different order are different files",
            Does = "Concatenates two partial uploads in one order, then in the other, and reads both.",
            Must = "A 4xx to the second, or each final upload has its own order.",
            Why = "A server that identifies a final upload by its set of parts returns the wrong one.",
            Judges = ["TUS-080", .. Whole],
            Needs = Needed,
            Run = TusCases.Run(TwoFinals),
        },
        new()
        {
            Id = "tus/concatenation/no-metadata",
            Title = "A final upload without metadata has none",
            Does = "Concatenates two partial uploads with metadata, without metadata in the request for the final upload.",
            Must = "HEAD of the final upload has no Upload-Metadata with the parts' keys.",
            Why = "The user's file is not named 'part-1', which is the name of a part.",
            Judges = ["TUS-080", "TUS-137"],
            Needs = Needed,
            Run = TusCases.Run(NoMetadata),
        },
        new()
        {
            Id = "tus/concatenation/over-maximum",
            Title = "Parts whose sum exceeds the maximum are refused",
            Does = "Creates an unfinished partial upload of the largest announced size, or of 2^62 bytes, and requests a final upload of "
                + "it twice, or four times.",
            Must = "413 or another 4xx; never 201 with a length that has overflowed.",
            Why = "Each part is within the limit, but the sum is not, and may not fit into 64 bits.",
            Judges = ["A-65"],
            Needs = Needed,
            Run = TusCases.Run(OverMaximum),
        },
        new()
        {
            Id = "tus/concatenation/with-body",
            Title = "The body of a request for a final upload does not become part of the file",
            Does = "Requests a final upload of two partial uploads with a body of five bytes.",
            Must = "A 4xx, or 201 and only the bytes of the parts.",
            Why = "A client that always uses creation-with-upload does this by accident.",
            Judges = ["A-16", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(WithBody),
        },
    ];

    private static byte[] Joined(params IEnumerable<Upload> parts) => [.. parts.SelectMany(part => part.Content)];

    private static async Task WholeOrRefusedAsync(TusCase t, string what, params Upload[] parts) =>
        await Parts.WholeOrRefusedAsync(t, what, await t.CreateAsync(Parts.FinalOf(t, parts)), Joined(parts), "A-62");

    private static async Task Uneven(TusCase t)
    {
        Upload[] parts =
            [await Parts.PartialAsync(t, 70_000, 70_000), await Parts.PartialAsync(t, 1, 1), await Parts.PartialAsync(t, 300, 300)];
        await Parts.WholeAsync(t, "a final upload of large parts before small ones", await Parts.FinalAsync(t, parts));
        await Parts.WholeAsync(t, "a final upload of small parts before large ones", await Parts.FinalAsync(t, [.. parts.Reverse()]));
    }

    private static async Task Many(TusCase t)
    {
        var parts = new List<Upload>();
        for (var length = 1; length <= 4; length++)
        {
            parts.Add(await Parts.PartialAsync(t, length, length));
        }

        await WholeOrRefusedAsync(t, "a final upload of a hundred parts", [.. Enumerable.Range(0, 100).Select(at => parts[at % 4])]);
    }

    private static async Task EmptyPart(TusCase t) => await WholeOrRefusedAsync(
        t, "a final upload with an empty part", await Parts.PartialAsync(t, 5, 5), await Parts.PartialAsync(t, 0, 0),
        await Parts.PartialAsync(t, 4, 4));

    private static async Task OnlyEmpty(TusCase t) =>
        await WholeOrRefusedAsync(t, "a final upload of empty parts", await Parts.PartialAsync(t, 0, 0), await Parts.PartialAsync(t, 0, 0));

    private static async Task OrdinaryPart(TusCase t)
    {
        var plain = await t.NewUploadAsync(5);
        await t.AppendAsync(plain, 0, 5);
        await WholeOrRefusedAsync(t, "a final upload with an ordinary upload", await Parts.PartialAsync(t, 4, 4), plain);
    }

    private static async Task FinalAsPart(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4);
        var created = await t.CreateAsync(Parts.FinalOf(t, part));
        var final = t.Created("Creating a final upload", created, part.Content);
        await WholeOrRefusedAsync(t, "a final upload with another final", await Parts.PartialAsync(t, 3, 3), final);
    }

    private static async Task DeletedPart(TusCase t)
    {
        var (part, deleted) = (await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 3, 3));
        if (await t.DeleteAsync(deleted.Url) is { IsSuccess: false } refused)
        {
            throw t.Broken("Deleting a partial upload", refused, "204", "TUS-123");
        }

        var answer = await t.CreateAsync(Parts.FinalOf(t, part, deleted));
        t.Refused("POST of a final upload with a deleted part", answer, "A-62");
        t.Absent("POST of a final upload with a deleted part", answer, "Location", "A-62");
    }

    private static async Task DeferredPart(TusCase t)
    {
        var late = await LatePartAsync(t, 5);
        var last = await t.SendAsync(t.Patch(late, 3, late.From(3)).With("Upload-Length", "5"), late.Url);
        if (!last.IsSuccess)
        {
            throw t.Broken("Declaring the length of a partial upload", last, "204", "TUS-036");
        }

        await WholeOrRefusedAsync(t, "a final upload with a part whose length was declared late", late, await Parts.PartialAsync(t, 4, 4));
    }

    private static async Task<Upload> LatePartAsync(TusCase t, int length)
    {
        var created = await t.CreateAsync(t.Post((string?)null).With("Upload-Defer-Length", "1").With("Upload-Concat", "partial"));
        var late = t.Created("Creating a partial upload of deferred length", created, t.Content(length));
        await t.AppendAsync(late, 0, 3);
        return late;
    }

    private static async Task TwoFinals(TusCase t)
    {
        var (one, two) = (await Parts.PartialAsync(t, 5, 5), await Parts.PartialAsync(t, 4, 4));
        var first = await Parts.FinalAsync(t, one, two);
        await WholeOrRefusedAsync(t, "a second final in the other order", two, one);
        await Parts.WholeAsync(t, "the first final", first);
    }

    private static async Task NoMetadata(TusCase t)
    {
        var final =
            await Parts.FinalAsync(t, await Parts.PartialAsync(t, 4, 4, "part YQ=="), await Parts.PartialAsync(t, 4, 4, "part Yg=="));
        var metadata = (await t.HeadWhenFreeAsync(final.Url))["Upload-Metadata"];
        t.Checks.Judge("Metadata of the final upload", "without the parts' key", TusCase.Quoted(metadata),
            metadata?.Contains("part", StringComparison.Ordinal) != true, "TUS-137");
    }

    private static async Task OverMaximum(TusCase t)
    {
        // Four times 2^62 is 2^64, which 64 bits read as 0.
        var (length, times) = t.Context.Capabilities.MaxSize is { } maximum ? (maximum, 2) : (1L << 62, 4);
        var created = await t.CreateAsync(t.Post(length).With("Upload-Concat", "partial"));
        if (length == 0 || !created.Is(201) || t.Location(created) is not { } url)
        {
            t.Checks.Observe(
                $"POST of a partial upload of {length} bytes", $"{created.Outcome}, so no sum is too large for this server", "A-65");
            return;
        }

        var answer = await t.CreateAsync(Parts.FinalOf(t, Enumerable.Repeat(url.ToString(), times)));
        t.Refused($"POST of a final upload of {times} times {length} bytes", answer, "A-65");
        t.Checks.Observe($"Status of POST of a final upload of {times} times {length} bytes", answer.Outcome, "A-65");
    }

    private static async Task WithBody(TusCase t)
    {
        Upload[] parts = [await Parts.PartialAsync(t, 4, 4), await Parts.PartialAsync(t, 3, 3)];
        var request = Parts.FinalOf(t, parts).With("Content-Type", TusCase.OffsetOctetStream).WithBody("hello"u8.ToArray());
        await Parts.WholeOrRefusedAsync(t, "a final upload with bytes of its own", await t.CreateAsync(request), Joined(parts), "A-16");
    }
}
