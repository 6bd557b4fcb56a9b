namespace Holdfast.Cli.Serve;

/// <summary>
/// tusd's flags for features that are not supported yet. A flag that turns a feature off, such as <c>-azure-storage=</c>, is
/// accepted, so that tusd's command lines keep working; a flag that uses a feature is refused, so that no user relies on it.
/// </summary>
internal static class MissingFlags
{
    private static readonly (string Feature, string[] Names)[] Features =
    [
        ("Storage in Google Cloud", ["gcs-bucket", "gcs-object-prefix", "gcs-endpoint"]),
        ("Storage in Azure", [
            "azure-storage", "azure-container-access-type", "azure-blob-access-tier", "azure-object-prefix", "azure-endpoint"]),
        ("Rates of Go's profiler", ["pprof-block-profile-rate", "pprof-mutex-profile-rate"]),
    ];

    public static IEnumerable<ServeFlag> All =>
        Features.SelectMany(feature => feature.Names).Select(name => new ServeFlag(name, "VALUE", "", ""));

    /// <summary>Refuses flags that use a missing feature.</summary>
    /// <exception cref="UsageException">A flag uses one.</exception>
    public static void Refuse(ServeSettings settings)
    {
        foreach (var (feature, names) in Features)
        {
            foreach (var asked in names.Select(settings.Find).Where(found => found is { Text: not ("" or "0" or "false") }))
            {
                throw new UsageException(
                    $"{asked!.Origin} is '{asked.Text}', but this server does not support it yet ({feature}). Remove it.");
            }
        }
    }
}
