using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf.Creation;

/// <summary>The draft, Upload Creation: methods, URLs, and intermediaries.</summary>
internal static class TargetCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "ietf/creation/other-methods",
            Title = "A creation with another method is accepted or refused",
            Does = "Creates without content by PUT and by PATCH.",
            Must = "If the response is one of the draft, it has a Location whose upload is at offset 0; a refusal is allowed.",
            Why = "Any method with content can create an upload; the target decides which it accepts.",
            Judges = ["IETF-065", "IETF-087", "IETF-203"],
            Versions = Interop.All,
            Run = IetfCases.Run(OtherMethods),
        },
        new()
        {
            Id = "ietf/creation/at-an-upload",
            Title = "POST to an upload resource does not append",
            Does = "Sends a creation with content to the URL of an upload.",
            Must = "The upload's offset stays 0 with any response.",
            Why = "Only PATCH with the draft's media type appends.",
            Judges = ["IETF-104"],
            Versions = Interop.All,
            Run = IetfCases.Run(AtAnUpload),
        },
        new()
        {
            Id = "ietf/creation/forged-host",
            Title = "Forged host fields do not make Location unusable",
            Does = "Creates with an unusual Host, and with X-Forwarded-Host and Forwarded fields.",
            Must = "The request is refused, or Location is a valid URL. Whether it has the forged host is recorded.",
            Why = "If such a response is cached, other users send their files to the attacker.",
            Judges = ["IETF-065", "IETF-203"],
            Versions = Interop.All,
            Run = IetfCases.Run(ForgedHost),
        },
    ];

    private static async Task OtherMethods(IetfCase t)
    {
        foreach (var method in new[] { "PUT", "PATCH" })
        {
            var created = await t.CreateAsync(t.Create(completes: false) with { Method = method });
            var isDraft =
                IetfCase.Interims(created).Count > 0 || (created.IsSuccess && t.Completeness(created.Response!.Fields) is not null);
            if (!isDraft || !created.IsSuccess)
            {
                t.Checks.Observe($"Creation by {method}", $"Not accepted as a creation of the draft: {created.Outcome}.", "IETF-065",
                    "IETF-087", "IETF-203");
                continue;
            }

            if (t.HasLocation($"the creation by {method}", created) && t.Location(created.Response!.Fields) is { } url)
            {
                await t.OffsetIsAsync($"after the creation by {method}", new Upload(url, []), 0, "IETF-087");
            }
        }
    }

    private static async Task AtAnUpload(IetfCase t)
    {
        var upload = await t.NewAsync(t.Chunk(5));
        var create = Interop.Completing(t.Request("POST", upload.Url), t.Version, completes: false).WithBody(upload.Content);
        var answer = await t.SendAsync(create, upload.Url);
        t.Checks.Observe("POST at an upload resource", answer.Outcome, "IETF-104");
        if (answer.IsSuccess && t.Location(answer.Response!.Fields) is { } other && other != upload.Url)
        {
            t.Remember(other);
        }

        await t.OffsetIsAsync("after it", upload, 0, "IETF-104");
    }

    private static async Task ForgedHost(IetfCase t)
    {
        const string Forged = "evil.example";
        (string Name, string Value)[] fields =
            [("Host", Forged), ("Host", $"{Forged}:8443"), ("X-Forwarded-Host", Forged), ("X-Forwarded-Proto", "javascript"),
                ("Forwarded", $"host={Forged};proto=javascript")];
        foreach (var (name, value) in fields)
        {
            var created = await t.CreateAsync(t.Create(completes: false).Set(name, value));
            if (!created.IsSuccess)
            {
                t.Checks.Observe($"Creation with {name} '{value}'", created.Outcome, "IETF-065", "IETF-203");
                continue;
            }

            t.HasLocation($"the creation with {name} '{value}'", created);
            var isReflected = created["Location"]?.Contains(Forged, StringComparison.OrdinalIgnoreCase) == true
                || created["Location"]?.StartsWith("javascript", StringComparison.OrdinalIgnoreCase) == true;
            t.Checks.Observe($"{name} '{value}'", isReflected ? "reflected in Location" : "not in Location", "IETF-065", "IETF-203");
            RememberHere(t, created);
        }
    }

    // Under the requested host: another host may belong to somebody else, and the upload is on this one.
    private static void RememberHere(IetfCase t, Exchange created)
    {
        if (t.Location(created.Response!.Fields) is { } url)
        {
            t.Remember(url with { Scheme = t.Endpoint.Scheme, Host = t.Endpoint.Host, Port = t.Endpoint.Port });
        }
    }
}
