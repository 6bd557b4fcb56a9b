using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>tus 1.0.0, Concatenation: how parts can be named.</summary>
internal static class PartNameCases
{
    private static readonly string[] Needed = ["creation", "concatenation"];

    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/concatenation/absolute-urls",
            Title = "Absolute URLs of parts are accepted, or refused with a 4xx",
            Does = "Concatenates two partial uploads, named with scheme, host and path.",
            Must = "201 with the right length and content, or a 4xx.",
            Why = "Location is absolute on most servers, and clients send it back unchanged.",
            Judges = ["A-62", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(t => NamedAsync(t, "parts named by absolute URLs", url => url.ToString())),
        },
        new()
        {
            Id = "tus/concatenation/absolute-paths",
            Title = "Paths of parts are accepted, or refused with a 4xx",
            Does = "Concatenates two partial uploads, named by their path only.",
            Must = "201 with the right length and content, or a 4xx.",
            Why = "The specification allows relative URLs, and behind a proxy only the path is the same on both sides.",
            Judges = ["A-62", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(t => NamedAsync(t, "parts named by paths", url => url.Target)),
        },
        new()
        {
            Id = "tus/concatenation/relative-paths",
            Title = "URLs of parts relative to the creation URL are accepted, or refused with a 4xx",
            Does = "Concatenates two partial uploads, named by the part of their URLs after the creation URL.",
            Must = "201 with the right length and content, or a 4xx.",
            Why = "A relative URL that is resolved against another base names another upload.",
            Judges = ["A-62", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(
                t => NamedAsync(t, "parts named by relative URLs", url => url.Target[(t.Endpoint.Target.LastIndexOf('/') + 1)..])),
        },
        new()
        {
            Id = "tus/concatenation/echo",
            Title = "HEAD of a final upload lists the parts that the client named",
            Does = "Concatenates three partial uploads, named by their paths and not in the order of their creation, then sends HEAD "
                + "twice.",
            Must = "Upload-Concat resolves to the same URLs in the same order both times; whether it has the same bytes is recorded.",
            Why = "A client that lost its state learns from it which parts can be deleted.",
            Judges = ["TUS-149", "TUS-150"],
            Needs = Needed,
            Run = TusCases.Run(Echo),
        },
        new()
        {
            Id = "tus/concatenation/foreign-host",
            Title = "A part on another host is refused, or its host is ignored",
            Does = "Names a part of this server with the host holdfast.invalid, then an upload that exists on no host.",
            Must = "A 4xx to the first, or a final upload with the bytes of the local part; a 4xx to the second.",
            Why = "A server that fetches URLs given by clients can be made to send requests into its internal network.",
            Judges = ["A-62", "TUS-129", "TUS-146", "TUS-132"],
            Needs = Needed,
            Run = TusCases.Run(ForeignHost),
        },
        new()
        {
            Id = "tus/concatenation/other-schemes",
            Title = "A part that is not an http URL is refused",
            Does = "Names file:///etc/hostname, ftp://holdfast.invalid/a and data:,hello as parts, each with a valid one.",
            Must = "A 4xx and no Location.",
            Why = "A client could read everything that the server's URL library can open.",
            Judges = ["A-62"],
            Needs = Needed,
            Run = TusCases.Run(OtherSchemes),
        },
        new()
        {
            Id = "tus/concatenation/traversal",
            Title = "A part with a path outside the store is refused",
            Does = "Names parts with ../, with %2e%2e%2f, with a backslash, and with .info after the URL of a valid part.",
            Must = "A 4xx and no Location.",
            Why = "Servers have copied their own files into uploads this way.",
            Judges = ["A-62"],
            Needs = Needed,
            Run = TusCases.Run(Traversal),
        },
    ];

    private static async Task<Upload[]> PairAsync(TusCase t) => [await Parts.PartialAsync(t, 5, 5), await Parts.PartialAsync(t, 4, 4)];

    private static async Task NamedAsync(TusCase t, string what, Func<WireUrl, string> name)
    {
        var parts = await PairAsync(t);
        var created = await t.CreateAsync(Parts.FinalOf(t, parts.Select(part => name(part.Url))));
        await Parts.WholeOrRefusedAsync(t, $"a final upload of {what}", created, [.. parts.SelectMany(part => part.Content)], "A-62");
    }

    private static async Task Echo(TusCase t)
    {
        Upload[] parts = [await Parts.PartialAsync(t, 3, 3), .. await PairAsync(t)];
        (parts[0], parts[2]) = (parts[2], parts[0]);
        var request = Parts.FinalOf(t, parts.Select(part => part.Url.Target));
        var created = await t.CreateAsync(request);
        if (!created.Is(201) || t.Location(created) is not { } url)
        {
            // A server may accept absolute URLs only; then they are used.
            request = Parts.FinalOf(t, parts);
            url = t.Created("Creating a final upload of 3 parts", await t.CreateAsync(request), []).Url;
        }

        var sent = request.Fields.Single(field => field.Name == "Upload-Concat").Value;
        foreach (var head in new[] { await t.HeadWhenFreeAsync(url), await t.HeadWhenFreeAsync(url) })
        {
            Parts.EchoIs(t, head, parts);
            t.Checks.Observe("Upload-Concat of the final upload",
                head["Upload-Concat"] == sent ? "byte for byte as it was sent" : "not in the form in which it was sent", "TUS-150");
        }
    }

    private static async Task ForeignHost(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4);
        var foreign = await t.CreateAsync(Parts.FinalOf(t, $"http://holdfast.invalid{part.Url.Target}"));
        await Parts.WholeOrRefusedAsync(t, "a final upload of a part on another host", foreign, part.Content, "A-62");
        await RefusedAsync(t, part, $"http://holdfast.invalid{TusCase.Unknown(part).Target}");
    }

    private static async Task OtherSchemes(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4);
        foreach (var name in new[] { "file:///etc/hostname", "ftp://holdfast.invalid/a", "data:,hello" })
        {
            await RefusedAsync(t, part, name);
        }
    }

    private static async Task Traversal(TusCase t)
    {
        var part = await Parts.PartialAsync(t, 4, 4);
        var below = t.Endpoint.Target.TrimEnd('/');
        foreach (var name in new[]
        {
            $"{below}/../../etc/hostname", $"{below}/%2e%2e%2f%2e%2e%2fetc%2fhostname", $"{below}/..%5c..%5cetc%5chostname",
            $"{part.Url.Target}.info",
        })
        {
            await RefusedAsync(t, part, name);
        }
    }

    private static async Task RefusedAsync(TusCase t, Upload sound, string name)
    {
        var answer = await t.CreateAsync(Parts.FinalOf(t, sound.Url.ToString(), name));
        t.Refused($"POST of a final upload with the part '{name}'", answer, "A-62");
        t.Absent($"POST of a final upload with the part '{name}'", answer, "Location", "A-62");
    }
}
