namespace Holdfast.Conformance.Clients;

/// <summary>A client that is judged.</summary>
/// <param name="Name">The value of the axis <c>client</c>, and the end of the ids of its cases: lower case letters, digits, dots and
/// hyphens.</param>
/// <param name="Version">Its version, if it is known.</param>
/// <param name="Launcher">The command.</param>
public sealed record ClientUnderTest(string Name, string? Version, IClientLauncher Launcher)
{
    /// <summary>Its name in reports, for example <c>tus-js-client 4.3.1</c>.</summary>
    public string Label => Version is null ? Name : $"{Name} {Version}";
}
