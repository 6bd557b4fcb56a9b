namespace Holdfast.Cli.Tests.Architecture;

/// <summary>A type that uses a type in another folder of its project.</summary>
internal sealed record FolderUse(string From, string User, string To, string Used)
{
    public override string ToString() => $"{From} → {To}: {User} uses {Used}";
}
