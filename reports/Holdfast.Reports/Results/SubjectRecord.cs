namespace Holdfast.Reports.Results;

/// <summary>The subject that was checked.</summary>
/// <param name="Name">The creation URL of a server, the name of a client, or the text that stands for the embedded server.</param>
/// <param name="Kind">Whether it is a server or a client.</param>
/// <param name="Version">Its version; <see langword="null"/> where that is not known.</param>
/// <param name="Store">Where a server stores uploads, for example <c>file</c>; <see langword="null"/> where that is not known.</param>
public sealed record SubjectRecord(string Name, SubjectKind Kind = SubjectKind.Server, string? Version = null, string? Store = null);
