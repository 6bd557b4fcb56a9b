namespace Holdfast.Reports.Wording;

/// <summary>A stretch of text that is shown as it is, or a notation for invisible characters.</summary>
/// <param name="Text">Printable text.</param>
/// <param name="IsEscape">Whether <paramref name="Text"/> is a notation such as <c>\x1b</c> and not the text itself.</param>
internal readonly record struct VisibleRun(string Text, bool IsEscape);
