namespace Holdfast.Cli.Serve;

/// <summary>One flag of <c>holdfast serve</c>.</summary>
/// <param name="Name">Its name without dashes, also the member of the configuration file.</param>
/// <param name="Value">The placeholder of its value in the help; empty for a switch.</param>
/// <param name="Default">Its default value.</param>
/// <param name="Description">Its effect, for the help.</param>
internal sealed record ServeFlag(string Name, string Value, string Default, string Description)
{
    private const string Prefix = "HOLDFAST_";

    /// <summary>True or false rather than a value; given alone it is true.</summary>
    public bool IsSwitch => Value.Length == 0;

    /// <summary>The environment variable of the same meaning.</summary>
    public string Variable => Prefix + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>A switch that is off until it is given.</summary>
    public static ServeFlag Switch(string name, string description) => new(name, "", "false", description);
}
