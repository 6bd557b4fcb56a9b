using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>
/// Requests that later ones of the case depend on. If the response to one is wrong, the case stops, so that one deviation is one failing
/// check: later checks would assume another state of the upload.
/// </summary>
internal sealed partial class IetfCase
{
    /// <summary>
    /// Judges the answers to several forms of one request together: a target that reads them all in the same wrong way deviates once.
    /// </summary>
    public void Each(string subject, string expected, IReadOnlyList<(string Form, Exchange Answer, bool Holds)> forms,
        params IReadOnlyList<string> requirements)
    {
        foreach (var (form, answer, _) in forms)
        {
            if (!Checks.Answered($"{subject} with {form}", expected, answer, requirements))
            {
                return;
            }
        }

        var wrong = forms.Where(form => !form.Holds).Select(form => $"{form.Answer.Outcome} with {form.Form}").ToList();
        Checks.Judge(subject, expected, wrong.Count == 0 ? $"so in all {forms.Count} forms" : string.Join(", ", wrong), wrong.Count == 0,
            requirements);
    }
}
