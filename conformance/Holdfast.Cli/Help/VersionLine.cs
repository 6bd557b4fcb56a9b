using System.Reflection;
using Holdfast.Conformance.Engine;

namespace Holdfast.Cli.Help;

/// <summary>The name and version as in reports, and the commit.</summary>
internal static class VersionLine
{
    /// <summary>As long as Git shows a commit's name.</summary>
    private const int ShortCommit = 7;

    public static string Text
    {
        get
        {
            var version = typeof(ConformanceRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
            var commit = version.Split('+') is [_, { Length: > ShortCommit } name] ? $" (commit {name[..ShortCommit]})" : "";
            return ConformanceRun.Tool + commit;
        }
    }
}
