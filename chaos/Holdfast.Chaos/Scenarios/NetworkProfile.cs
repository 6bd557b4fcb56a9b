namespace Holdfast.Chaos;

/// <summary>
/// Scenarios that imitate well-known kinds of networks. A proxy cannot lose packets: an application sees packet loss as delay and a lower
/// rate, which the numbers include. The data is in <c>Scenarios/Profiles</c>.
/// </summary>
public static class NetworkProfile
{
    private const string Prefix = "Profiles.";
    private const string Suffix = ".json";

    /// <summary>The names of all profiles.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(NetworkProfile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>GPRS (2G), as of the year 2000.</summary>
    public static Scenario Gprs => Named("gprs");

    /// <summary>A moderate UMTS/HSDPA cell.</summary>
    public static Scenario ThreeG => Named("3g");

    /// <summary>An LTE cell in a town.</summary>
    public static Scenario FourG => Named("4g");

    /// <summary>Wi-Fi that a whole hotel floor shares: a varying rate, and short interruptions.</summary>
    public static Scenario HotelWifi => Named("hotel-wifi");

    /// <summary>A geostationary satellite: long delays and a low upload rate.</summary>
    public static Scenario Satellite => Named("satellite");

    /// <summary>A train in a tunnel: a good network that gets worse, is gone for 20 s, and returns.</summary>
    public static Scenario TrainTunnel => Named("train-tunnel");

    /// <summary>A pulled cable: a good network for 5 s, then silence for ever, without FIN or RST.</summary>
    public static Scenario CablePulled => Named("cable-pulled");

    /// <summary>A profile by its name.</summary>
    /// <exception cref="ArgumentException">There is no profile of this name.</exception>
    public static Scenario Named(string name)
    {
        using var stream = typeof(NetworkProfile).Assembly.GetManifestResourceStream($"{Prefix}{name}{Suffix}")
            ?? throw new ArgumentException(
                $"There is no network profile '{name}'. Give one of these: {string.Join(", ", Names.Select(known => $"'{known}'"))}.",
                nameof(name));
        using var reader = new StreamReader(stream);
        return Scenario.Parse(reader.ReadToEnd());
    }
}
