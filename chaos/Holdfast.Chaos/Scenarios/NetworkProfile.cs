namespace Holdfast.Chaos;

/// <summary>
/// Networks as people know them, as scenarios. A proxy cannot lose packets: loss shows to an application as delay and a
/// lower rate, and is in the numbers. The data is in <c>Scenarios/Profiles</c>.
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

    /// <summary>2G of the year 2000.</summary>
    public static Scenario Gprs => Named("gprs");

    /// <summary>A moderate UMTS/HSDPA cell.</summary>
    public static Scenario ThreeG => Named("3g");

    /// <summary>LTE in a town.</summary>
    public static Scenario FourG => Named("4g");

    /// <summary>Shared by a whole floor: varying, and silent for a moment now and then.</summary>
    public static Scenario HotelWifi => Named("hotel-wifi");

    /// <summary>Geostationary: long ways and a narrow way up.</summary>
    public static Scenario Satellite => Named("satellite");

    /// <summary>Good, worse, gone for 20 s, back.</summary>
    public static Scenario TrainTunnel => Named("train-tunnel");

    /// <summary>Good for 5 s, then silence for ever: no FIN, no RST.</summary>
    public static Scenario CablePulled => Named("cable-pulled");

    /// <summary>A profile by its name.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static Scenario Named(string name)
    {
        using var stream = typeof(NetworkProfile).Assembly.GetManifestResourceStream($"{Prefix}{name}{Suffix}")
            ?? throw new ArgumentException(
                $"There is no network profile '{name}'. Give one of these: {string.Join(", ", Names.Select(known => $"'{known}'"))}.", nameof(name));
        using var reader = new StreamReader(stream);
        return Scenario.Parse(reader.ReadToEnd());
    }
}
