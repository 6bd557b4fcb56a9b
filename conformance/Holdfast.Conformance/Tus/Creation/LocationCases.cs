using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Creation;

/// <summary>tus 1.0.0, Creation: the effect of forged Host and Forwarded fields on Location.</summary>
internal static class LocationCases
{
    public static IReadOnlyList<Case> All { get; } =
    [
        new()
        {
            Id = "tus/creation/location/forged-host",
            Title = "An unusual Host is refused, or Location is a valid URL",
            Does = "Sends POST with Host evil.example, with a port, and with a bracketed IPv6 address and a port.",
            Must = "The request is refused, or gets 201 with a valid URL in Location. Whether it has the forged host is recorded.",
            Why = "A server that parses Host wrongly creates a Location that clients cannot use.",
            Judges = ["A-54"],
            Needs = ["creation"],
            Run = TusCases.Run(ForgedHost),
        },
        new()
        {
            Id = "tus/creation/location/forged-forwarded",
            Title = "Forwarded fields of a client do not change Location",
            Does = "Sends POST with X-Forwarded-Host, X-Forwarded-Proto and Forwarded fields that name other hosts and another scheme.",
            Must = "The request is refused, or Location has neither a forged host nor the forged scheme.",
            Why = "If such a response is cached or shown on a page, other users send their files to the attacker.",
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
            t.Checks.Observe($"Host '{host}'",
                location?.Contains(host, StringComparison.Ordinal) == true ? "reflected in Location" : "not in Location", "A-54");
        }
    }

    private static async Task ForgedForwarded(TusCase t)
    {
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Host", "evil.example, evil.example:8443"),
            ("X-Forwarded-Proto", "javascript"),
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
            var isForged = location.Contains("evil.example", StringComparison.OrdinalIgnoreCase)
                || location.StartsWith("javascript", StringComparison.OrdinalIgnoreCase);
            t.Checks.Judge($"Location after {name} '{value}'", "without the forged value", TusCase.Quoted(location), !isForged, "A-54");
        }
    }

    private static void Refused(TusCase t, string subject, Exchange answer) => t.Checks.Judge(
        $"Status of {subject}", "201, a refusal or a closed connection", answer,
        answer.Status is >= 300 and < 500 || TusCase.IsGone(answer), "A-54");
}
