namespace Holdfast.Server.Core;

/// <summary>A part of a final upload.</summary>
/// <param name="Url">As the client named it.</param>
/// <param name="Id">As the store names it.</param>
internal readonly record struct PartName(string Url, string Id);
