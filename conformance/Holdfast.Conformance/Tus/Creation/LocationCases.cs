using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Creation: what a stranger can put into Location by forging where the request came through.</summary>
internal static class LocationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/location/forged-host",
            Title = "A strange Host is refused, or Location is still a URL",
            Does = "Sends POST with Host evil.example, with a port, and with a bracketed IPv6 address and a port.",
            Must = "A refusal, or 201 with a Location that can be read as a URL. Whether the forged host is in it is recorded.",
            Why = "A host that is taken apart carelessly makes a Location that no client can use.",
            Judges = ["A-54"],
            Needs = ["creation"],
            Run = TusCases.Run(ForgedHost),
        },
        new()
        {
            Id = "tus/creation/location/forged-forwarded",
            Title = "Forwarded headers of a stranger do not get into Location",
            Does = "Sends POST with X-Forwarded-Host, X-Forwarded-Proto and Forwarded fields that name other hosts and another scheme.",
            Must = "A refusal, or a Location without the forged hosts and the forged scheme.",
            Why = "A cache that keeps such an answer, or a page that shows it, sends other people's files to the forger.",
            Judges = ["A-54"],
            Needs = ["creation"],
            Run = TusCases.Run(ForgedForwarded),
        },
    ];

    private static async Task ForgedHost(TusCase t)
    {
        foreach (var host in new[] { "evil.example", "evil.example:8443", "[2001:db8::1]:8443" })
        {
            var answer = await t.CreateAsync(t.Post(5).Set("Host", host));
            if (answer.Status != 201)
            {
                Refused(t, $"POST with Host '{host}'", answer);
                continue;
            }

            var location = answer["Location"];
            t.Checks.Judge(
                $"Location after Host '{host}'", "an http URL, absolute or relative", TusCase.Quoted(location),
                t.GivenLocation(answer) is not null && answer.Response!.Malformed.Count == 0, "A-54");
            t.Checks.Observe($"Host '{host}'", location?.Contains(host, StringComparison.Ordinal) == true ? "reflected in Location" : "not in Location", "A-54");
        }
    }

    private static async Task ForgedForwarded(TusCase t)
    {
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Host", "evil.example, evil.example:8443"), ("X-Forwarded-Proto", "javascript"),
            ("Forwarded", "host=evil.example;proto=https"), ("Forwarded", "host=\"evil.example;x\";proto=javascript, host=evil.example"),
        })
        {
            var answer = await t.CreateAsync(t.Post(5).With(name, value));
            if (answer.Status != 201)
            {
                Refused(t, $"POST with {name} '{value}'", answer);
                continue;
            }

            var location = answer["Location"] ?? "";
            var isForged = location.Contains("evil.example", StringComparison.OrdinalIgnoreCase) || location.StartsWith("javascript", StringComparison.OrdinalIgnoreCase);
            t.Checks.Judge($"Location after {name} '{value}'", "nothing of the forged value", TusCase.Quoted(location), !isForged, "A-54");
        }
    }

    private static void Refused(TusCase t, string subject, Exchange answer) => t.Checks.Judge(
        $"Status of {subject}", "201, a refusal or the end of the connection", answer, answer.Status is >= 300 and < 500 || TusCase.IsGone(answer), "A-54");
}
