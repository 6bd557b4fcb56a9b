namespace Holdfast.Server.Hooks;

/// <summary>Names of header fields as Go writes them, which hooks of tusd look for.</summary>
internal static class HookHeader
{
    /// <summary>The first letter and each one behind a hyphen in upper case, all others in lower case.</summary>
    public static string Canonical(string name) => string.Create(name.Length, name, static (letters, name) =>
    {
        for (var i = 0; i < name.Length; i++)
        {
            letters[i] = i == 0 || name[i - 1] == '-' ? char.ToUpperInvariant(name[i]) : char.ToLowerInvariant(name[i]);
        }
    });
}
