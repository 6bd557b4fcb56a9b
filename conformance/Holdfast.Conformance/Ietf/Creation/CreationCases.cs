using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Creation;

/// <summary>The draft, Upload Creation: the upload that a creation makes, and the response.</summary>
internal static class CreationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/creation/empty",
            Title = "A creation without content creates an upload resource",
            Does = "Creates with Upload-Complete: ?0 and no content, and sends HEAD to the Location.",
            Must = "A 2xx with a Location (201 up to version 6, recommended later); the response says that the upload is incomplete; the "
                + "offset is 0.",
            Why = "Clients that cannot read a 104 start every upload this way.",
            Judges = ["IETF-054", "IETF-065", "IETF-067", "IETF-072", "IETF-203", "IETF-207"],
            Versions = Interop.All,
            Run = IetfCases.Run(Empty),
        },
        new()
        {
            Id = "ietf/creation/partial",
            Title = "A creation stores the first part of the content",
            Does = "Creates with five bytes and Upload-Complete: ?0.",
            Must = "A 2xx with a Location, the same as in a 104 before it, and HEAD gives the offset 5.",
            Why = "Bytes of the first request must not be sent again.",
            Judges = ["IETF-001", "IETF-065", "IETF-070", "IETF-203", "IETF-204", "IETF-207"],
            Versions = Interop.All,
            Run = IetfCases.Run(Partial),
        },
        new()
        {
            Id = "ietf/creation/whole",
            Title = "A creation with the complete content is an ordinary request",
            Does = "Sends ten bytes, says that they are all there is, and sends the same again without a field of the draft.",
            Must = "A 2xx that says that the upload is complete (up to version 8 it need not; in version 10 it must), with the status "
                + "that the "
                + "ordinary request gets.",
            Why = "Requests that worked before must not behave differently because the client could resume.",
            Judges = ["IETF-064", "IETF-072", "IETF-180", "IETF-206"],
            Versions = Interop.All,
            Run = IetfCases.Run(Whole),
        },
        new()
        {
            Id = "ietf/creation/empty-whole",
            Title = "An empty file is uploaded by one request",
            Does = "Creates with no content and Upload-Complete: ?1.",
            Must = "A 2xx that says that the upload is complete (up to version 8 it need not; in version 10 it must).",
            Why = "With empty files, sizes and completeness are easily confused.",
            Judges = ["IETF-054", "IETF-072", "IETF-180", "IETF-206"],
            Versions = Interop.From(5),
            Run = IetfCases.Run(EmptyWhole),
        },
        new()
        {
            Id = "ietf/creation/distinct",
            Title = "Every creation has its own upload resource",
            Does = "Creates twice and appends to one of the two.",
            Must = "Two Locations; the other upload stays at 0.",
            Why = "Two files in one resource are both broken.",
            Judges = ["IETF-002"],
            Versions = Interop.All,
            Run = IetfCases.Run(Distinct),
        },
        new()
        {
            Id = "ietf/creation/unguessable",
            Title = "URLs of upload resources are unique and cannot be guessed",
            Does = "Creates twelve upload resources and compares their URLs.",
            Must = "All differ in at least eleven characters (64 bits) that are not a counter.",
            Why = "Anyone who guesses a URL can read the offset, append to the upload or delete it.",
            Judges = ["IETF-002", "IETF-003", "IETF-161"],
            Versions = Interop.All,
            Run = IetfCases.Run(Unguessable),
        },
        new()
        {
            Id = "ietf/creation/no-redirect",
            Title = "A creation is not answered with a redirect that loses its content",
            Does = "Creates without content.",
            Must = "No 301, 302 or 303.",
            Why = "Clients follow such redirects with GET and report success.",
            Judges = ["IETF-076"],
            Versions = Interop.From(9),
            Run = IetfCases.Run(NoRedirect),
        },
        new()
        {
            Id = "ietf/creation/hostile-names",
            Title = "A hostile file name has no effect on the server",
            Does = "Creates with file names that contain .., are far too long or wrongly encoded.",
            Must = "No part of the name appears in Location. The draft names no status, but a server error is not acceptable.",
            Why = "File names come from clients, and become paths.",
            Judges = ["IETF-163", "IETF-177"],
            Versions = Interop.All,
            Run = IetfCases.Run(HostileNames),
        },
        new()
        {
            Id = "ietf/creation/void-completeness",
            Title = "A creation whose Upload-Complete is not a boolean is an ordinary request",
            Does = "Sends creations whose Upload-Complete is true, 1, a list or a string.",
            Must = "The field is ignored: no 104, and no response of the draft.",
            Why = "A server that guesses creates an upload resource that the client did not request, and takes half a file for a complete "
                + "one.",
            Judges = ["IETF-013"],
            Versions = Interop.From(8),
            Run = IetfCases.Run(VoidCompleteness),
        },
    ];

    private static async Task Empty(IetfCase t)
    {
        var created = await t.CreateAsync(completes: false);
        t.Success("the creation", created, "IETF-054");
        t.Status("the creation", created, [201], "IETF-067", "IETF-207");
        t.HasLocation("the creation", created);
        t.Complete("the creation", created, expected: false, "IETF-072", "IETF-207");
        if (created.IsSuccess && t.Location(created.Response!.Fields) is { } url)
        {
            if (t.GivenLocation(created.Response.Fields) is { } given && given != url)
            {
                // The upload is there under https, so a Location that leads nowhere is the Location's own fault.
                var plain = await t.HeadAsync(given);
                t.Checks.Judge($"HEAD of the Location as given, '{given.Scheme}' although the target is '{url.Scheme}'", "a 2xx status",
                    plain, plain.IsSuccess, "IETF-065", "IETF-203");
            }

            await t.OffsetIsAsync("after it", new Upload(url, []), 0, "IETF-054");
        }
    }

    private static async Task Partial(IetfCase t)
    {
        var content = t.Content(t.Chunk(5));
        var created = await t.CreateAsync(completes: false, content);
        if (t.Success("the creation", created, "IETF-001", "IETF-207") && t.HasLocation("the creation", created)
            && t.Location(created.Response!.Fields) is { } url)
        {
            t.Number("the creation", created, "Upload-Offset", content.Length, "IETF-204");
            SameLocation(t, created);
            await t.OffsetIsAsync("after it", new Upload(url, content), content.Length, "IETF-001");
        }
    }

    // The draft compares the values as they are written.
    private static void SameLocation(IetfCase t, Exchange created)
    {
        var announced = IetfCase.Interims(created).Select(interim => interim.Fields["Location"]).OfType<string>().Distinct().ToList();
        if (announced.Count == 0)
        {
            t.Checks.Observe("Location of interim responses", "None to compare.", "IETF-070");
            return;
        }

        t.Checks.Judge("Location of the creation", $"{string.Join(" and ", announced)}, as in the 104", $"{created["Location"]}",
            announced is [var only] && only == created["Location"], "IETF-070");
    }

    private static async Task Whole(IetfCase t)
    {
        var create = t.Create(completes: true, t.Content(10));
        var created = await t.CreateAsync(create);
        t.Success("the creation", created, "IETF-206", "IETF-064");
        JudgeCompletion(t, created);
        var plain = await t.CreateAsync(create.Without(Interop.Field).Without(Interop.CompletenessField(t.Version)));
        if (plain.IsSuccess && created.Response is not null)
        {
            t.Checks.Judge("Status of the creation", $"{plain.Status}, as for the ordinary request", created,
                created.Status == plain.Status, "IETF-064");
        }
        else
        {
            t.Checks.Observe("The same request without the draft's fields",
                $"Answered with {plain.Outcome}: the target does not accept ordinary uploads.", "IETF-064");
        }
    }

    private static async Task EmptyWhole(IetfCase t)
    {
        var created = await t.CreateAsync(completes: true);
        t.Success("the creation", created, "IETF-206", "IETF-054");
        JudgeCompletion(t, created);
    }

    // Versions 7 and 8 do not specify the upload's fields in the response of the target resource.
    private static void JudgeCompletion(IetfCase t, Exchange created)
    {
        if (t.Version <= 6)
        {
            t.NotIncomplete("the creation", created, "IETF-206");
        }
        else
        {
            t.Complete("the creation", created, expected: true, "IETF-072", "IETF-180");
        }
    }

    private static async Task Distinct(IetfCase t)
    {
        var (one, other) = (await t.NewAsync(2 * t.Chunk(5)), await t.NewAsync(5));
        t.Checks.Judge("Locations of two creations", "different", one.Url == other.Url ? $"both '{one.Url}'" : "different",
            one.Url != other.Url, "IETF-002");
        await t.TakenAsync(one, 0, t.Chunk(5));
        await t.OffsetIsAsync("of the other", other, 0, "IETF-002");
    }

    private static async Task Unguessable(IetfCase t)
    {
        const int Count = 12;
        const int Least = 11;
        var targets = new List<string>();
        for (var number = 0; number < Count; number++)
        {
            targets.Add((await t.NewAsync(0)).Url.Target);
        }

        var different = targets.Distinct().Count();
        t.Checks.Judge($"Locations of {Count} creations", "all different", $"{different} different", different == Count, "IETF-002",
            "IETF-003");
        var shortest = targets.Min(target => target.Length);
        var same = Enumerable.Range(0, shortest).TakeWhile(at => targets.All(target => target[at] == targets[0][at])).Count();
        var sameEnd = Enumerable.Range(1, shortest - same).TakeWhile(at => targets.All(target => target[^at] == targets[0][^at])).Count();
        var varying = shortest - same - sameEnd;
        t.Checks.Judge("Part of the URLs that differs", $"at least {Least} characters", $"{varying} characters", varying >= Least,
            "IETF-161");
    }

    private static async Task NoRedirect(IetfCase t) => t.NoRedirect("the creation", await t.CreateAsync(completes: false), "IETF-076");

    private static async Task HostileNames(IetfCase t)
    {
        string[] names = ["filename=\"../../../../holdfast\"", $"filename=\"holdfast{new string('a', 2000)}\"",
            "filename*=UTF-8''holdfast%zz%00", "filename=\"holdfast\\", "filename*=UTF-8''..%2f..%2fholdfast"];
        foreach (var name in names)
        {
            var created = await t.CreateAsync(t.Create(completes: false).With("Content-Disposition", $"inline; {name}"));
            var shown = name.Length > 60 ? name[..60] + "…" : name;
            if (t.Answered($"a creation with {shown}", "no server error", created, "IETF-163", "IETF-177"))
            {
                t.Checks.Judge($"Status of a creation with {shown}", "no server error", created, created.Status < 500, "IETF-177");
                t.Checks.Judge(
                    $"Location of a creation with {shown}", "without the name", IetfCase.Shown(created.Response!.Fields, "Location"),
                    created["Location"]?.Contains("holdfast", StringComparison.Ordinal) != true
                        || t.Endpoint.Target.Contains("holdfast", StringComparison.Ordinal), "IETF-163");
            }
        }
    }

    private static async Task VoidCompleteness(IetfCase t)
    {
        var create = t.Create(completes: true, t.Content(5));
        if (IsDraft(await t.CreateAsync(create.Without("Upload-Complete"))))
        {
            throw CaseStoppedException.Inconclusive(
                "A request without Upload-Complete also gets a response of the draft, so the response to an invalid value proves nothing.");
        }

        var forms = new List<(string, Exchange, bool)>();
        foreach (var value in new[] { "true", "TRUE", "1", "?1, ?1", "\"?1\"", "?2", "?01", "? 1" })
        {
            var answer = await t.CreateAsync(create.Set("Upload-Complete", value));
            forms.Add(($"Upload-Complete {value}", answer, !IsDraft(answer)));
        }

        t.Each("Creation whose Upload-Complete is not a boolean", "an ordinary response, without 104 and Upload-Complete", forms,
            "IETF-013");
    }

    private static bool IsDraft(Exchange answer) =>
        IetfCase.Interims(answer).Count > 0 || (answer.IsSuccess && answer["Upload-Complete"] is not null);
}
