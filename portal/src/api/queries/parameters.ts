// What instances set for their checks in place of defaults.
import { useQuery } from "@tanstack/react-query";
import { api, seg } from "../client";
import { keys } from "../keys";
import type { Baseline, NewParameter, Parameter, ParameterSetting } from "../types";
import { useChanging } from "./changing";

const TOUCHED = ["actions", "outcomes", "instances", "assessments", "overview"];

const address = (instance: string, { check, name }: Pick<Parameter, "check" | "name">) =>
  `/instances/${seg(instance)}/parameters/${seg(check)}/${seg(name)}`;

export const useSetParameter = (instance: string, parameter: Parameter) =>
  useChanging(TOUCHED, (input: NewParameter) => api.put<Parameter>(address(instance, parameter), input));

export const useResetParameter = (instance: string, parameter: Parameter) =>
  useChanging(TOUCHED, () => api.delete<Parameter>(address(instance, parameter)));

export interface BaselineInput {
  /** The text of a file that the service exported; else `source`. */
  xml?: string;
  source?: "org";
  dry_run: boolean;
}

/** What a baseline does to an instance's parameters, or would do. */
export const useImportBaseline = (instance: string) =>
  useChanging(TOUCHED, (input: BaselineInput) => api.post<Baseline>(`/instances/${seg(instance)}/baseline`, input));

export const useParameterHistory = (instance: string, parameter: Parameter) =>
  useQuery({
    queryKey: keys.parameterHistory(instance, parameter.check, parameter.name),
    queryFn: async () =>
      (await api.get<{ items: ParameterSetting[] }>(`${address(instance, parameter)}/history`)).items,
  });
